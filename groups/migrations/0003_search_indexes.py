from django.db import migrations


def run_on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


def full_text_index(table):
    """Return the operation that creates the index used by kimportal.web.search.HasWords."""
    name = f"{table}_search_words"
    return migrations.RunPython(
        run_on_postgresql(
            f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" '
            "USING gin (to_tsvector('simple', search_text))"
        ),
        run_on_postgresql(f'DROP INDEX IF EXISTS "{name}"'),
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_initial")]
    operations = [full_text_index("groups_region"), full_text_index("groups_group")]
