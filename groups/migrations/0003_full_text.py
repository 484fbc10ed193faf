from django.db import migrations

from kimportal.search import full_text_index


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_initial")]
    operations = [full_text_index("groups_region"), full_text_index("groups_group")]
