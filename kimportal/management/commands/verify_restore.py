from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kimportal.jobs import restore_check


class Command(BaseCommand):
    help = (
        "Compare a restored portal with the manifest written before: rows of every table and the "
        "SHA-256 of every file that a row names. Write the manifest daily, with --write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("manifest")
        parser.add_argument(
            "--write", action="store_true", help="write the manifest of this portal, and stop"
        )

    def handle(self, *args: Any, manifest: str, write: bool, **options: Any) -> None:
        try:
            content, faults = (
                (restore_check.write(manifest), []) if write else restore_check.compare(manifest)
            )
        except (restore_check.NotAManifest, OSError) as error:
            raise CommandError(str(error)) from error
        for fault in faults:
            self.stdout.write(fault)
        rows, files = sum(content["rows"].values()), content["files"]
        self.stdout.write(f"{content['at']}: {rows} rows, {len(files)} files")
        if faults:
            raise CommandError(f"{len(faults)} differences from the manifest")
