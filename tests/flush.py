"""Empty the database after a transactional test on PostgreSQL with DELETE instead of TRUNCATE.

TRUNCATE makes new files for each table and index; after a test with a handful of rows it takes
half a second, DELETE ten milliseconds. Rows that migrations install are put back from a copy, so
no `post_migrate` is needed to make content types and permissions again.
"""

from django.apps import apps
from django.db import connection


def restore_statements():
    """Copy the installed rows to a schema of their own; return the SQL that restores them."""
    quote = connection.ops.quote_name
    # Without triggers: the order of the tables does not matter, append-only tables are emptied.
    statements = ["SET session_replication_role = replica"]
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS installed CASCADE")
        cursor.execute("CREATE SCHEMA installed")
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy:
                continue
            table = quote(model._meta.db_table)
            statements.append(f"DELETE FROM {table}")
            cursor.execute(f"CREATE TABLE installed.{table} AS TABLE {table}")
            if not cursor.rowcount:
                cursor.execute(f"DROP TABLE installed.{table}")
                continue
            stored = [f for f in model._meta.local_concrete_fields if not f.generated]
            columns = ", ".join(quote(field.column) for field in stored)
            statements.append(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM installed.{table}"
            )
    statements.append("RESET session_replication_role")
    return "; ".join(statements)


def flush_with(statements):
    """Return a replacement for TransactionTestCase's own teardown."""

    def teardown(test_case):
        with connection.cursor() as cursor:
            cursor.execute(statements)

    return teardown
