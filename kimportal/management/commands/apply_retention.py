from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kimportal.audit.security_log import log_event
from kimportal.privacy.retention import rules


class Command(BaseCommand):
    help = "Delete what the retention rules on /privasi/ no longer allow. Run it daily."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only print what would be deleted, and why"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for rule in rules():
            count = rule.count() if dry_run else rule.apply()
            verb = "would be deleted" if dry_run else "deleted"
            self.stdout.write(
                f"{rule.name}: {count} {verb}. "
                f"{rule.data}: {rule.period} {rule.since}; {rule.reason}."
            )
            if count and not dry_run:
                log_event("retention_applied", rule=rule.name, count=count)
