"""Stored counts that stay right when many count at once."""

from django.db import connection
from django.utils import timezone


def upsert_counters(model, key, counts, rows):
    """Add to stored counts in one statement; rows that are missing begin at nothing.

    `key` names the unique columns, `counts` the numbers, and each row holds both in that order.
    The database adds, so two who count at once lose nothing; rows go in order of their key, so
    they never wait for each other in a circle. Each row remembers this moment as `changed_at`.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    columns = ", ".join(quote(name) for name in [*key, *counts, "changed_at"])
    values = ", ".join(f"({', '.join(['%s'] * len(rows[0]))}, %s)" for _row in rows)
    sums = ", ".join(f"{quote(n)} = {table}.{quote(n)} + excluded.{quote(n)}" for n in counts)
    statement = (
        f"INSERT INTO {table} ({columns}) VALUES {values} "  # noqa: S608 (names are the model's own)
        f"ON CONFLICT ({', '.join(quote(name) for name in key)}) "
        f"DO UPDATE SET {sums}, changed_at = excluded.changed_at"
    )
    ordered = sorted(rows, key=lambda row: row[: len(key)])
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in ordered for value in (*row, now)])


def lock_table(model):
    """Nobody else counts until this transaction ends (on SQLite nobody else writes anyway)."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
