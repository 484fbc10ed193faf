from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kimportal.mail.alerts import alert
from kimportal.management.arguments import integer_between
from kimportal.monitoring.defacement.allowed_hosts import allowed_hosts
from kimportal.monitoring.defacement.crawler import Crawler

#: A finding in a shared part of the pages repeats on every page; the email shows so many.
MAX_LINES = 40


class Command(BaseCommand):
    help = (
        "Crawl the public pages as a person, as Googlebot and as coming from Google, and report "
        "injected content. Run it every 5 minutes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pages",
            type=integer_between(1, 1_000_000),
            default=100,
            help="maximum number of pages",
        )

    def handle(self, *args: Any, pages: int, **options: Any) -> None:
        crawler = Crawler(
            settings.SITE_URL, allowed_hosts(), frozenset(settings.DEFACEMENT_IGNORED_PATHS)
        ).run(pages)
        findings = [*dict.fromkeys(crawler.findings)]
        for finding in findings:
            self.stdout.write(finding)
        self.stdout.write(f"{crawler.seen} pages read, {len(findings)} findings")
        if findings:
            # Each new set of findings is a new email; the same set is sent once a day.
            key = "defaced " + " ".join(sorted({line.partition(": ")[2] for line in findings}))
            alert(
                f"{len(findings)} signs of defacement on the public pages",
                lines=findings[:MAX_LINES],
                key=key,
            )
            raise CommandError("the public pages show foreign content")
