from django.core.management.base import BaseCommand, CommandError

from kimportal import backup


class Command(BaseCommand):
    help = (
        "Copy the database and every file into a new folder, with a manifest of rows and SHA-256."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, folder, **options):
        try:
            manifest = backup.write(folder)
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{rows} rows, {len(manifest['files'])} files")
