from django.db import migrations

# PostgreSQL itself refuses to change or delete these rows (SECURITY_BAR R45).
REFUSE = """
CREATE OR REPLACE FUNCTION kimportal_append_only() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END
$$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER auditevent_append_only BEFORE UPDATE OR DELETE ON kimportal_auditevent
  FOR EACH ROW EXECUTE FUNCTION kimportal_append_only();
CREATE OR REPLACE TRIGGER note_append_only BEFORE UPDATE OR DELETE ON kimportal_note
  FOR EACH ROW EXECUTE FUNCTION kimportal_append_only();
"""
ALLOW = """
DROP TRIGGER IF EXISTS auditevent_append_only ON kimportal_auditevent;
DROP TRIGGER IF EXISTS note_append_only ON kimportal_note;
DROP FUNCTION IF EXISTS kimportal_append_only();
"""


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


class Migration(migrations.Migration):
    """Make the audit log and staff notes append-only in PostgreSQL."""

    dependencies = [("kimportal", "0001_initial")]
    operations = [migrations.RunPython(on_postgresql(REFUSE), on_postgresql(ALLOW))]
