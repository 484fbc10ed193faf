import logging

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from kimportal.jobs import stuck_tasks
from kimportal.mail import tasks

log = logging.getLogger("kimportal.sweeps")


class Command(BaseCommand):
    help = "Send due letters, revive lost tasks, do what is due. Run it every 5 minutes."

    def handle(self, **options):
        steps = {
            "letters tried": tasks.due_letters,
            "tasks revived": stuck_tasks.requeue_stuck_tasks,
        }
        steps |= {name: import_string(path) for name, path in settings.PERIODIC_JOBS.items()}
        broken = [name for name, step in steps.items() if not self.done(name, step)]
        if broken:
            raise CommandError(f"broke, while all else was done: {', '.join(broken)}")

    def done(self, name, step):
        """One step; a fault in it must not keep the others from being taken, every five minutes."""
        try:
            self.stdout.write(f"{name}: {step()}")
        except Exception:
            log.exception("a step of the sweep broke: %s", name)
            return False
        return True
