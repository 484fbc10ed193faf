from django.core.management.base import BaseCommand, CommandError

from kimportal.backup import errors, stream


class Command(BaseCommand):
    help = "Fetch PostgreSQL's log into FOLDER/wal as it arises (pg_receivewal); runs for ever."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, folder, **options):
        try:
            stream.fetch_log(folder)
        except (errors.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
