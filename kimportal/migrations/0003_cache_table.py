from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command(
        "createcachetable", "kimportal_cache", database=schema_editor.connection.alias, verbosity=0
    )


class Migration(migrations.Migration):
    """The cache's own table: the default without Redis, and the spare when Redis is away."""

    dependencies = [("kimportal", "0002_append_only")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
