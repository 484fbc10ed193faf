"""File columns whose storage and naming stay out of migrations, so that both can move later."""

from django.db import models

from kimportal.uploads.storage import private_storage, public_storage, upload_to


class StoredFileField(models.FileField):
    """A file under a random name in `folder`; migrations know it as Django's FileField."""

    storage_callable = None

    def __init__(self, *args, folder="", max_length=120, **kwargs):
        kwargs |= {"storage": self.storage_callable, "upload_to": upload_to(folder)}
        super().__init__(*args, max_length=max_length, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("storage", None)
        # Django's own always writes `upload_to`; without it every run would find a change.
        return name, "django.db.models.FileField", args, kwargs | {"upload_to": ""}


class PublicFileField(StoredFileField):
    """A file that anyone may fetch by its address."""

    storage_callable = staticmethod(public_storage)


class PrivateFileField(StoredFileField):
    """A file without an address; see kimportal.uploads.private_files."""

    storage_callable = staticmethod(private_storage)
