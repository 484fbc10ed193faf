from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from kimportal import sweeps


class Command(BaseCommand):
    help = "Send due letters, revive lost tasks, do what is due. Run it every 5 minutes."

    def handle(self, **options):
        self.stdout.write(f"letters tried: {sweeps.due_letters()}")
        self.stdout.write(f"tasks revived: {sweeps.dead_tasks()}")
        for name, path in settings.SWEEPS.items():
            self.stdout.write(f"{name}: {import_string(path)()}")
