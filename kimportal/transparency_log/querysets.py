from typing import Any, Self

from django.db import models

from kimportal.audit.querysets import AppendOnlyQuerySet


class LogEntryQuerySet(AppendOnlyQuerySet):
    def about_subject(self, subject: str) -> Self:
        """Return the entries of this code or address, newest first."""
        return self.filter(subject=subject).order_by("-index")

    def next_index(self) -> int:
        newest: dict[str, Any] = self.aggregate(newest=models.Max("index"))
        return 0 if newest["newest"] is None else newest["newest"] + 1
