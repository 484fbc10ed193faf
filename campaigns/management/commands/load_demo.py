import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from groups.demo.people import account_lines
from groups.demo.scene import NoRegions, load_scene
from groups.kim.models import Group


@contextmanager
def only_warnings(*names: str) -> Iterator[None]:
    """Silence hundreds of log lines, so that the accounts at the end can be seen."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


class Command(BaseCommand):
    help = "Fill the portal with invented groups, people, materials and events (DEBUG only)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there are groups already"
        )

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError(
                "load_demo makes accounts whose password everybody knows: only with DJANGO_DEBUG=1."
            )
        if not (options["if_empty"] and Group.objects.exists()):
            with only_warnings("django_tasks", "kimportal.audit", "pikepdf"):
                self.load()
        self.stdout.write("\n".join(account_lines()))

    def load(self):
        try:
            # Imported here because production does not install the demo's packages.
            from campaigns.demo import PARTS
            from campaigns.demo.waiting import spread  # likewise
        except ImportError as error:
            raise CommandError(f"{error}. Install what requirements-demo.txt locks.") from error
        started = timezone.now()
        try:
            scene = load_scene()
        except NoRegions:
            raise CommandError("The regions are missing: run manage.py load_regions first.")
        self.stdout.write(f"{len(scene.groups)} verified KIM")
        for part in PARTS:
            summary = part(scene)
            if summary:
                self.stdout.write(summary)
        spread(started)
