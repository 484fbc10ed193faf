from django.db import models


class OnlyAdded(models.Model):
    """A memory, whose rows are never changed: PostgreSQL too refuses (migrations 0002, 0006)."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("this memory is only ever added to")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("this memory is only ever added to")
