import time

from django.core.management import call_command
from django.core.management.base import BaseCommand

STEPS = {
    "tables": ("migrate", {"verbosity": 0}),
    "regions": ("load_regions", {"if_empty": True}),
    "demo content": ("load_demo", {"if_empty": True}),
}


class Command(BaseCommand):
    help = "All that `make run` needs before the server: tables, regions, demo content, accounts."
    # One start of Python for three commands; the server checks the house itself as it opens.
    requires_system_checks = []

    def handle(self, **options):
        taken = []
        for name, (command, how) in STEPS.items():
            began = time.monotonic()
            call_command(command, **how)
            taken.append(f"{name} {time.monotonic() - began:.0f} s")
        self.stdout.write(f"Ready: {', '.join(taken)}.")
