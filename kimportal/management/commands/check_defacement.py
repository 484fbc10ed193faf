from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kimportal.mail.alerts import alert
from kimportal.management.arguments import whole
from kimportal.monitoring.defacement.allowed_hosts import known_hosts
from kimportal.monitoring.defacement.crawler import Crawler

#: Of a page that every page repeats: enough to know by, few enough to read.
MOST_LINES = 40


class Command(BaseCommand):
    help = (
        "Look at the public pages as a person, as Googlebot and as coming from Google: has anybody "
        "planted something? Run it every 5 minutes."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--pages", type=whole(1, 1_000_000), default=100, help="how many, at most"
        )

    def handle(self, pages, **options):
        walk = Crawler(
            settings.SITE_URL, known_hosts(), frozenset(settings.DEFACEMENT_IGNORED_PATHS)
        ).run(pages)
        findings = [*dict.fromkeys(walk.findings)]
        for finding in findings:
            self.stdout.write(finding)
        self.stdout.write(f"{walk.seen} pages read, {len(findings)} findings")
        if findings:
            # A new plant is a new letter; the same one is told once a day.
            key = "defaced " + " ".join(sorted({line.partition(": ")[2] for line in findings}))
            alert(
                f"{len(findings)} signs of strangers on the public pages",
                lines=findings[:MOST_LINES],
                key=key,
            )
            raise CommandError("something was planted")
