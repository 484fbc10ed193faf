from datetime import timedelta

from django.core.management.base import BaseCommand

from campaigns.events.photo_cleanup import sweep_all
from kimportal.management.arguments import integer_between


class Command(BaseCommand):
    help = (
        "Remove files of event photos that no row knows: what a killed process left behind. "
        "Also makes renditions that are missing and hides those that are public no more. Run daily."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--older-than",
            type=integer_between(1, 525_600),
            default=60,
            help="minutes; younger files may still get a row",
        )

    def handle(self, *, older_than, **options):
        swept = sweep_all(timedelta(minutes=older_than))
        self.stdout.write(f"{swept} files without a row removed.")
