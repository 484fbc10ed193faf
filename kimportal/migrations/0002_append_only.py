from django.db import migrations

REFUSE = """
CREATE OR REPLACE FUNCTION kimportal_only_added() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = '42501';
END
$$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER decision_only_added BEFORE UPDATE OR DELETE ON kimportal_decision
  FOR EACH ROW EXECUTE FUNCTION kimportal_only_added();
"""
ALLOW = """
DROP TRIGGER IF EXISTS decision_only_added ON kimportal_decision;
DROP FUNCTION IF EXISTS kimportal_only_added();
"""


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


class Migration(migrations.Migration):
    """The memory of decisions is append-only by PostgreSQL's own word (SECURITY_BAR R45)."""

    dependencies = [("kimportal", "0001_initial")]
    operations = [migrations.RunPython(on_postgresql(REFUSE), on_postgresql(ALLOW))]
