"""Columns that compute their own default: a callable would be imported by migrations."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string


class NonceField(models.CharField):
    """A random text, new for each row; migrations know it as Django's CharField."""

    def get_default(self):
        return self.new()

    def new(self):
        return get_random_string(self.max_length)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class ExpiryField(models.DateTimeField):
    """A moment `valid_for` after the row is made; migrations know it as Django's DateTimeField."""

    def __init__(self, *args, valid_for=timedelta(), **kwargs):
        self.valid_for = valid_for
        super().__init__(*args, **kwargs)

    def get_default(self):
        return timezone.now() + self.valid_for

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
