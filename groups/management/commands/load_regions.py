import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from groups.regions import official_list
from groups.regions.models import Level, Region

BATCH = 2000
WRITTEN = ["name", "kind", "level", "parent", "path", "search_text", "villages", "valid_to"]


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
            regions = official_list.regions(official_list.names())
        except official_list.WrongList as fault:
            raise CommandError(f"{fault}. Install what requirements.txt locks.") from fault
        with transaction.atomic():
            check_as_we_go()
            for level in Level:
                self.upsert(level, [region for region in regions if region.level == level])
            left = mark_the_rest({region.code for region in regions})
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{len(regions):,} regions loaded in {seconds:.1f} s; {left:,} left the decree."
        )

    def upsert(self, level, regions):
        for start in range(0, len(regions), BATCH):
            Region.objects.bulk_create(
                regions[start : start + BATCH],
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=WRITTEN,
            )
            done = min(start + BATCH, len(regions))
            if self.stdout.isatty() or done == len(regions):
                self.stdout.write(
                    f"\r{level.name.lower():9}{done:7,} of {len(regions):,}", ending=""
                )
                self.stdout.flush()
        self.stdout.write("")


def check_as_we_go():
    """Let PostgreSQL check parents batch by batch: all at commit would outlast its patience."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def mark_the_rest(codes):
    """Codes that are in no decree any more keep their row, with the day this was noticed."""
    gone = sorted(set(Region.objects.current().values_list("code", flat=True)) - codes)
    for start in range(0, len(gone), BATCH):
        batch = gone[start : start + BATCH]
        Region.objects.filter(code__in=batch).update(valid_to=timezone.localdate())
    return len(gone)
