from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kimportal.mail.alerts import alert
from kimportal.transparency_log import log
from kimportal.transparency_log.models import LogEntry

#: What was changed in one place is often found in many; the email shows so many.
MAX_LINES = 40


class Command(BaseCommand):
    help = (
        "Recompute the public log: each entry from the tables, each tile and checkpoint from the "
        "entries. Run it every night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not log.is_kept():
            self.stdout.write("No log is kept: TRANSPARENCY_LOG_KEY is not set.")
            return
        faults = [*log.faults()]
        for fault in faults:
            self.stdout.write(fault)
        self.stdout.write(f"{LogEntry.objects.count()} entries checked, {len(faults)} faults")
        if faults:
            alert("The public log was changed", lines=faults[:MAX_LINES], key=" ".join(faults))
            raise CommandError("the log is not what it was")
