"""The release's files with their SHA-256, kept where the portal itself cannot write."""

import hashlib
import json
from pathlib import Path

from django.conf import settings

CODE = ("campaigns", "groups", "kimportal", "templates", "static")
ALONE = ("manage.py", "pyproject.toml", "requirements.txt")


def hashes():
    """{path under the house: SHA-256} of the code, and of the static files as they are served."""
    house = Path(settings.BASE_DIR)
    found = [house / name for name in ALONE]
    for folder in (*(house / name for name in CODE), Path(settings.STATIC_ROOT)):
        found += [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(house)): digest(path)
        for path in sorted(found)
        if path.exists() and "__pycache__" not in path.parts
    }


def digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path):
    """Seal the release as it lies here; returns how many files."""
    now = hashes()
    Path(path).write_text(json.dumps(now, indent=0, sort_keys=True))
    return len(now)


def findings(path):
    """Sentences about files that are not as they were sealed."""
    sealed, now = json.loads(Path(path).read_text()), hashes()
    changed = [name for name in sealed.keys() & now.keys() if sealed[name] != now[name]]
    return [
        *(f"{name} was changed since the release" for name in sorted(changed)),
        *(f"{name} was added since the release" for name in sorted(now.keys() - sealed.keys())),
        *(f"{name} is gone since the release" for name in sorted(sealed.keys() - now.keys())),
    ]
