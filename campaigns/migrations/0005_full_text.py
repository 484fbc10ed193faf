from django.db import migrations

from kimportal.search import full_text_index


class Migration(migrations.Migration):
    """The indexes that search in materials and events uses on PostgreSQL."""

    dependencies = [("campaigns", "0004_words")]
    operations = [full_text_index("campaigns_material"), full_text_index("campaigns_outreachevent")]
