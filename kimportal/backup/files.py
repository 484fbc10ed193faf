"""Every file of the portal's storages, out and in again with its SHA-256."""

import hashlib

from django.apps import apps
from django.core.files import File
from django.core.files.storage import storages
from django.db.models import FileField

from kimportal.backup.errors import BackupError

ALIASES = ("default", "private")
CHUNK = 1024 * 1024


def copy_out(folder, names):
    """Copy these (storage, name) into the backup; yields a manifest's entry each."""
    for alias, name in names:
        yield {"storage": alias, "name": name, "sha256": _copy(alias, name, folder)}


def stored():
    """(storage, name) of every file."""
    for alias in ALIASES:
        yield from ((alias, name) for name in walk(storages[alias]))


def _copy(alias, name, folder):
    target = folder / "files" / alias / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with storages[alias].open(name) as source, target.open("wb") as copy:
        for chunk in source.chunks(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def copy_in(folder, entry):
    path = folder / "files" / entry["storage"] / entry["name"]
    with path.open("rb") as source:
        if hashlib.file_digest(source, "sha256").hexdigest() != entry["sha256"]:
            raise BackupError(f"{entry['name']} is not what was backed up")
        source.seek(0)
        if storages[entry["storage"]].save(entry["name"], File(source)) != entry["name"]:
            raise BackupError(f"{entry['name']} is there already: restore into empty storage")


def missing():
    """Names of files that rows speak of and no storage has."""
    return sorted(
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
        for name in model._base_manager.exclude(**{field.name: ""}).values_list(
            field.name, flat=True
        )
        if name and not field.storage.exists(name)
    )


def walk(storage, folder=""):
    """Names of all files of a storage, depth first, in order."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in sorted(names))
    for inner in sorted(folders):
        yield from walk(storage, prefix + inner)
