from django.core.management.base import BaseCommand, CommandError

from kimportal import backup
from kimportal.backup import errors
from kimportal.management.arguments import zoned_moment


class Command(BaseCommand):
    help = "Restore a backup into an empty database and storage, and prove that it is whole."

    def add_arguments(self, parser):
        parser.add_argument("folder")
        parser.add_argument(
            "--until",
            type=zoned_moment,
            help="from a base and its log: as all was then, 2026-11-25T10:00+07:00",
        )

    def handle(self, folder, until, **options):
        try:
            manifest = backup.read(folder, until)
        except (errors.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{rows} rows, {len(manifest['files'])} files")
        for name in manifest["missing"]:
            self.stdout.write(f"not in the backup, though a row names it: {name}")
