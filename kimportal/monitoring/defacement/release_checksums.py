"""The release's files with their SHA-256, and the hosts these name: sealed when it is put out, and
kept where the portal itself cannot write.
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings

from kimportal.monitoring.defacement.page_parser import hosts_in

CODE = ("campaigns", "groups", "kimportal", "templates", "static")
#: Files that may name hosts a page leads to.
NAMING = (
    "templates/**/*.html",
    "campaigns/**/*.py",
    "groups/**/*.py",
    "kimportal/**/*.py",
)
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


def hosts():
    """Hosts that the release's own files name."""
    files = {path for pattern in NAMING for path in Path(settings.BASE_DIR).glob(pattern)}
    return {host for path in files for host in hosts_in(path.read_text())}


def write(path):
    """Seal the release as it lies here; returns how many files."""
    told = {"files": hashes(), "hosts": sorted(hosts())}
    Path(path).write_text(json.dumps(told, indent=0, sort_keys=True))
    return len(told["files"])


def read(path):
    """What was sealed, or None where the seal cannot be read."""
    try:
        told = json.loads(Path(path).read_text())
        return {"files": dict(told["files"]), "hosts": set(told["hosts"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def sealed_hosts(path):
    """What the files named when they were sealed: whoever changes them adds none."""
    return (read(path) or {"hosts": set()})["hosts"]


def findings(path):
    """Sentences about files that are not as they were sealed."""
    if (told := read(path)) is None:
        return [f"{path}: the seal of the release cannot be read"]
    sealed, now = told["files"], hashes()
    changed = [name for name in sealed.keys() & now.keys() if sealed[name] != now[name]]
    return [
        *(f"{name} was changed since the release" for name in sorted(changed)),
        *(f"{name} was added since the release" for name in sorted(now.keys() - sealed.keys())),
        *(f"{name} is gone since the release" for name in sorted(sealed.keys() - now.keys())),
    ]
