"""How full the disks are that the portal writes to: said before one is full, not after."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages

from kimportal.mail.alerts import alert

#: Hundredths of a disk; above, somebody is told once a day.
FULL = 80


def warn():
    """Raise an alarm for each disk that is nearly full; returns how many."""
    nearly = {place: share for place, share in shares().items() if share >= FULL}
    for place, share in nearly.items():
        alert(f"disk {place} is {share} % full", key=f"disk {place}")
    return len(nearly)


def shares():
    """{folder: hundredths in use} of files, of what is being uploaded, and of DISKS."""
    folders = {tempfile.gettempdir(), *settings.DISKS}
    for alias in ("default", "private"):
        with_path = getattr(storages[alias], "location", None)
        if with_path and Path(with_path).is_absolute():
            folders.add(str(with_path))
    found = {}
    for folder in sorted(folders):
        there = Path(folder)
        while not there.exists():
            there = there.parent
        space = shutil.disk_usage(there)
        # As df counts: what only root may use is not free.
        found[folder] = round(100 * space.used / ((space.used + space.free) or 1))
    return found
