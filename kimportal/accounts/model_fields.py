"""Fields that compute their own default: a callable default would be imported by migrations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string


class NonceField(models.CharField):
    """A random text, new for each row; migrations see a CharField."""

    def get_default(self) -> str:
        return self.new()

    def new(self) -> str:
        return get_random_string(self.max_length)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class ExpiryField(models.DateTimeField):
    """The time `valid_for` after the row was created; migrations see a DateTimeField."""

    def __init__(self, *args: Any, valid_for: timedelta = timedelta(), **kwargs: Any) -> None:
        self.valid_for = valid_for
        super().__init__(*args, **kwargs)

    def get_default(self) -> datetime:
        return timezone.now() + self.valid_for

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
