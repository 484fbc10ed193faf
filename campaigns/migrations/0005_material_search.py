from django.db import migrations

from kimportal.search import full_text_index


class Migration(migrations.Migration):
    """The index that search in materials uses on PostgreSQL."""

    dependencies = [("campaigns", "0004_material")]
    operations = [full_text_index("campaigns_material")]
