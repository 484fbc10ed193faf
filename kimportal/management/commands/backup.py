from django.core.management.base import BaseCommand, CommandError

from kimportal import backup
from kimportal.backup import errors, stream


class Command(BaseCommand):
    help = (
        "Copy the database and every file into a new folder, with a manifest of rows and SHA-256."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder")
        parser.add_argument(
            "--follow",
            action="store_true",
            help="beside stream_wal: a base each week in FOLDER/2026-W48, then what files are new",
        )

    def handle(self, folder, follow, **options):
        try:
            self.stdout.write(self.followed(folder) if follow else self.written(folder))
        except (errors.BackupError, OSError) as error:
            raise CommandError(str(error)) from error

    def written(self, folder):
        manifest = backup.write(folder)
        return f"{sum(manifest['rows'].values())} rows, {len(manifest['files'])} files"

    def followed(self, folder):
        week, manifest = stream.follow(folder)
        return f"{week}: {len(manifest['files'])} files"
