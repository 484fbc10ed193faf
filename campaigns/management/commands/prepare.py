import time

from django.core.management import call_command
from django.core.management.base import BaseCommand

STEPS = {
    "tables": ("migrate", {"verbosity": 0}),
    "regions": ("load_regions", {"if_empty": True}),
    "elections": ("load_elections", {}),
    "demo content": ("load_demo", {"if_empty": True}),
}


class Command(BaseCommand):
    help = "All that `make run` needs before the server: tables, regions, elections, demo content."
    # Start Python once for all commands; runserver runs the system checks.
    requires_system_checks = []

    def handle(self, **_options):
        timings = []
        for name, (command, options) in STEPS.items():
            started = time.monotonic()
            call_command(command, **options)
            timings.append(f"{name} {time.monotonic() - started:.0f} s")
        self.stdout.write(f"Ready: {', '.join(timings)}.")
