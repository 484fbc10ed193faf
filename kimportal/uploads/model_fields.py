"""File fields whose storage and folder stay out of migrations, so that both can change later."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from kimportal.uploads.storage import private_storage, upload_to


class PrivateFileField(models.FileField):
    """A file without a URL (see kimportal.uploads.private_files), under a random name in `folder`.

    Migrations see a FileField.
    """

    def __init__(self, *args: Any, folder: str = "", max_length: int = 120, **kwargs: Any) -> None:
        kwargs |= {"storage": private_storage, "upload_to": upload_to(folder)}
        super().__init__(*args, max_length=max_length, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("storage", None)
        # FileField always writes `upload_to`; without it makemigrations would find a change.
        return name, "django.db.models.FileField", args, kwargs | {"upload_to": ""}
