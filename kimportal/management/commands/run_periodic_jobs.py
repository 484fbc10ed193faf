import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from kimportal.jobs import stuck_tasks
from kimportal.mail import tasks

log = logging.getLogger("kimportal.jobs")


class Command(BaseCommand):
    help = "Run all periodic jobs once. Meant for a timer, every 5 minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        jobs: dict[str, Callable[[], object]] = {
            "emails tried": tasks.send_due_emails,
            "tasks requeued": stuck_tasks.requeue_stuck_tasks,
        }
        jobs |= {name: import_string(path) for name, path in settings.PERIODIC_JOBS.items()}
        failed = [name for name, job in jobs.items() if not self.run(name, job)]
        if failed:
            raise CommandError(f"failed, while all other jobs ran: {', '.join(failed)}")

    def run(self, name: str, job: Callable[[], object]) -> bool:
        """Run one job and return whether it succeeded; a failure does not stop the others."""
        try:
            self.stdout.write(f"{name}: {job()}")
        except Exception:
            log.exception("periodic job failed: %s", name)
            return False
        return True
