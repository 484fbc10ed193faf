import time

from django.core.management.base import BaseCommand, CommandError

from campaigns.coverage import rebuild
from groups.regions.models import RegionStats

MAX_SHOWN = 20


class Command(BaseCommand):
    help = "Counts all events and KIM anew and stores the result; --check only compares."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="compare, change nothing")

    def handle(self, *, check, **options):
        started = time.monotonic()
        cells, wrong = self.compare() if check else self.rebuild()
        for key, before, now in wrong[:MAX_SHOWN]:
            self.stdout.write(f"{key}: stored {before}, counted {now}")
        summary = f"{cells:,} tallies counted in {time.monotonic() - started:.1f} s"
        if wrong and check:
            raise CommandError(f"{summary}; {len(wrong):,} differ. Run rebuild_stats.")
        self.stdout.write(
            f"{summary}; {len(wrong):,} put right." if wrong else f"{summary}; all equal."
        )

    def compare(self):
        now = rebuild.recounted()
        groups = RegionStats.objects.recounted()
        wrong = rebuild.differences(rebuild.stored(), now)
        return len(now) + len(groups), wrong + rebuild.differences(
            RegionStats.objects.stored(), groups
        )

    def rebuild(self):
        cells, wrong = rebuild.rebuild()
        groups = RegionStats.objects.rebuild()
        wrong += [(code, before, now) for code, (before, now) in groups.items()]
        return cells + RegionStats.objects.all().count(), wrong
