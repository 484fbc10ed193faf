import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from groups.regions import official_list
from groups.regions.models import Level, Region

BATCH = 10_000
UPSERT = """
INSERT INTO groups_region (code, name, kind, level, parent_id, path, search_text, villages) {}
ON CONFLICT (code) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, level = excluded.level,
    parent_id = excluded.parent_id, path = excluded.path, search_text = excluded.search_text,
    villages = excluded.villages, valid_to = NULL
"""
VALUES = "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
#: PostgreSQL takes a batch as one statement, each column as an array.
ARRAYS = """SELECT * FROM unnest(
    %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[], %s::int[]
)"""


class Command(BaseCommand):
    help = "Loads the official list of 91,599 regions; run it again after a new decree."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, silently, when there are regions"
        )

    def handle(self, *, if_empty, **options):
        if if_empty and Region.objects.exists():
            return
        started = time.monotonic()
        try:
            rows = official_list.rows(official_list.names())
        except official_list.InvalidList as error:
            raise CommandError(f"{error}. Install what requirements.txt locks.") from error
        with transaction.atomic():
            check_constraints_immediately()
            without_time_limit()
            unchanged, removed = compare({row.code: row for row in rows})
            for level in Level:
                self.load(level, [row for row in rows if row.level == level], unchanged)
            end(removed)
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{len(rows):,} regions loaded in {seconds:.1f} s; {len(removed):,} left the decree."
        )

    def load(self, level, rows, unchanged):
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            if different := [row for row in batch if row.code not in unchanged]:
                upsert(different)
            done = start + len(batch)
            if self.stdout.isatty() or done == len(rows):
                self.stdout.write(f"\r{level.name.lower():9}{done:7,} of {len(rows):,}", ending="")
                self.stdout.flush()
        self.stdout.write("")


def without_time_limit():
    """Let the whole list take its time on a busy server; pages keep their limit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")


def check_constraints_immediately():
    """Let PostgreSQL check parents batch by batch: at commit, all would exceed its timeout."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def compare(rows):
    """Return the codes stored as in `rows` ({code: Row}), and the current codes not in it."""
    unchanged, removed = set(), []
    stored = Region.objects.current().values_list(*official_list.Row._fields)
    for values in stored.iterator(chunk_size=BATCH):
        code = values[0]
        if code not in rows:
            removed.append(code)
        elif values == rows[code]:
            unchanged.add(code)
    return unchanged, removed


def upsert(rows):
    """Insert these rows or update those with the same code; all are in the current decree.

    In plain SQL: Django's conversion of values took half the time of the whole command.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(UPSERT.format(ARRAYS), [*map(list, zip(*rows, strict=True))])
        else:
            cursor.executemany(UPSERT.format(VALUES), rows)


def end(codes):
    """Set `valid_to` of codes that left the decree to today; their rows stay."""
    for start in range(0, len(codes), BATCH):
        batch = codes[start : start + BATCH]
        Region.objects.filter(code__in=batch).update(valid_to=timezone.localdate())
