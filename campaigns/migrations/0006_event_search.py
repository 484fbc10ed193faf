from django.db import migrations

from kimportal.search import full_text_index


class Migration(migrations.Migration):
    """The index that search in events uses on PostgreSQL."""

    dependencies = [("campaigns", "0005_material_search")]
    operations = [full_text_index("campaigns_outreachevent")]
