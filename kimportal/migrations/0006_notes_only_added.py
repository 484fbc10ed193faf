from django.db import migrations

REFUSE = """
CREATE OR REPLACE TRIGGER note_only_added BEFORE UPDATE OR DELETE ON kimportal_note
  FOR EACH ROW EXECUTE FUNCTION kimportal_only_added();
"""
ALLOW = "DROP TRIGGER IF EXISTS note_only_added ON kimportal_note;"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


class Migration(migrations.Migration):
    """What staff noted is append-only too, by PostgreSQL's own word (SECURITY_BAR R45)."""

    dependencies = [("kimportal", "0005_export_job")]
    operations = [migrations.RunPython(on_postgresql(REFUSE), on_postgresql(ALLOW))]
