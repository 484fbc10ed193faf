from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db.models import Model
from django.db.models.fields.files import FieldFile

from kimportal.uploads.file_types import MIME


def public_storage() -> Storage:
    """Return the storage of files with a public URL."""
    return storages["default"]


def private_storage() -> Storage:
    """Return the storage of files without a URL; see kimportal.uploads.private_files."""
    return storages["private"]


def names_in(storage: Storage, folder: str, batch_size: int = 500) -> Iterator[list[str]]:
    """Yield the names of the files that `upload_to(folder)` named, in batches."""
    try:
        folders = storage.listdir(folder)[0]  # in an object store a folder never "exists"
    except FileNotFoundError:
        return
    for sub in folders:
        names = [f"{folder}/{sub}/{name}" for name in storage.listdir(f"{folder}/{sub}")[1]]
        for start in range(0, len(names), batch_size):
            yield names[start : start + batch_size]


def copy_to_public(fieldfile: FieldFile) -> str:
    """Copy a private file to the public storage under a new random name; return that name."""
    old_name = fieldfile.name or ""
    name = fieldfile.field.generate_filename(fieldfile.instance, old_name)
    with fieldfile.storage.open(old_name) as content:
        return public_storage().save(name, content)


class PrivateFolder(FileSystemStorage):
    """A folder whose files have no URL: url() raises ValueError."""

    base_url: Any = None


class upload_to:
    """Name files ``<folder>/ab/<uuid4>.jpg``: unguessable, without the name of the upload."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, instance: Model | None, filename: str) -> str:
        extension = PurePath(filename).suffix
        if extension not in MIME:
            raise ValueError(f"{filename} has not been validated")
        name = uuid4().hex
        return f"{self.folder}/{name[:2]}/{name}{extension}"
