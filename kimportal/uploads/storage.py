from pathlib import PurePath
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, storages

from kimportal.uploads.file_types import MIME


def public_storage():
    """Files anyone may fetch by their address."""
    return storages["default"]


def private_storage():
    """Files no address leads to; see kimportal.uploads.private."""
    return storages["private"]


def names_in(storage, folder, many=500):
    """Names of the files that `upload_to(folder)` made, a few hundred at a time."""
    try:
        folders = storage.listdir(folder)[0]  # in an object store a folder never "exists"
    except FileNotFoundError:
        return
    for sub in folders:
        names = [f"{folder}/{sub}/{name}" for name in storage.listdir(f"{folder}/{sub}")[1]]
        for start in range(0, len(names), many):
            yield names[start : start + many]


def copy_to_public(fieldfile):
    """Copy a private file to the public store under a new random name. Returns that name."""
    name = fieldfile.field.generate_filename(None, fieldfile.name)
    with fieldfile.storage.open(fieldfile.name) as content:
        return public_storage().save(name, content)


class PrivateFolder(FileSystemStorage):
    """A folder whose files have no address at all: asking for one is an error."""

    base_url = None


class upload_to:  # noqa: N801 (named after FileField's argument)
    """Name files ``<folder>/ab/<uuid4>.jpg``: nothing of the sender's name, nothing to guess."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, instance, filename):
        extension = PurePath(filename).suffix
        if extension not in MIME:
            raise ValueError(f"{filename} did not come through the gate")
        name = uuid4().hex
        return f"{self.folder}/{name[:2]}/{name}{extension}"
