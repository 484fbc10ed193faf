from django.core.management.base import BaseCommand

from kimportal import sweeps


class Command(BaseCommand):
    help = "Send letters that are due again and revive tasks whose worker died. Run it every 5 minutes."

    def handle(self, **options):
        self.stdout.write(f"letters tried: {sweeps.due_letters()}")
        self.stdout.write(f"tasks revived: {sweeps.dead_tasks()}")
