from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "All that `make run` needs before the server: tables, regions, demo content, accounts."
    # One start of Python for three commands; the server checks the house itself as it opens.
    requires_system_checks = []

    def handle(self, **options):
        call_command("migrate", verbosity=0)
        for name in ("load_regions", "load_demo"):
            call_command(name, if_empty=True)
