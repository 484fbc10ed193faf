from django.core.management.base import BaseCommand

from kimportal.audit.security_log import log_event
from kimportal.privacy.retention import rules


class Command(BaseCommand):
    help = "Let go of what is no longer needed, by the rules shown on /privasi/. For cron, daily."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would go, and why"
        )

    def handle(self, dry_run, **options):
        for rule in rules():
            count = rule.count() if dry_run else rule.carry_out()
            verb = "would go" if dry_run else "gone"
            self.stdout.write(
                f"{rule.name}: {count} {verb}. {rule.what}: {rule.period} {rule.since}; {rule.why}."
            )
            if count and not dry_run:
                log_event("retained", rule=rule.name, count=count)
