"""What a backup holds: {"engine", "rows" of a dump or "base" of a stream, "files": [...]}."""

import json
from datetime import datetime

from kimportal.backup.errors import BackupError

NAME = "manifest.json"


def write(folder, told):
    """All of it or the old one, for a machine may go away in the middle."""
    fresh = folder / f"{NAME}.new"
    fresh.write_text(json.dumps(told, indent=1))
    fresh.replace(folder / NAME)


def read(folder):
    try:
        return json.loads((folder / NAME).read_text())
    except ValueError as error:
        raise BackupError(f"{folder / NAME} is not the manifest of a backup") from error


def was_there(entry, until):
    """Whether the portal still had this file then (None: at the end)."""
    if "gone" not in entry:
        return True
    return until is not None and until < datetime.fromisoformat(entry["gone"])
