from django.core.management import call_command
from django.db import migrations


def create_table(apps, schema_editor):
    call_command(
        "createcachetable", "kimportal_cache", database=schema_editor.connection.alias, verbosity=0
    )


class Migration(migrations.Migration):
    """Create the table of the database cache: the default without Redis, the fallback with it."""

    dependencies = [("kimportal", "0002_append_only")]
    operations = [migrations.RunPython(create_table, migrations.RunPython.noop)]
