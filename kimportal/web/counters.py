"""Stored counters that stay right under concurrent updates."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone


def upsert_counters(
    model: type[Model], key: Sequence[str], counts: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Add to stored counters in one statement; missing rows start at zero.

    `key` names the unique columns, `counts` the counters; each row holds both in that order. The
    database adds, so concurrent updates lose nothing; rows are sorted by key, so that they cannot
    deadlock. Each row's `changed_at` is set to now.
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
    ordered = sorted(rows, key=lambda row: tuple(row[: len(key)]))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in ordered for value in (*row, now)])


def lock_table(model: type[Model]) -> None:
    """Block other writers until this transaction ends, as SQLite does anyway."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
