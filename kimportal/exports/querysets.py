from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kimportal.accounts.models import Person
    from kimportal.exports.models import ExportJob  # noqa: F401


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def visible_to(self, person: "Person | AnonymousUser") -> "ExportJobQuerySet":
        """Return the jobs this person requested, unless the file has expired or the person's
        jurisdiction, or right to columns about persons, has changed since."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        own = self.filter(by=person, office=person.office, is_personal=person.is_administrator)
        return own.exclude(expires_at__lte=timezone.now())

    def unfinished(self) -> "ExportJobQuerySet":
        return self.filter(state__in=["waiting", "working"])

    def expired(self) -> "ExportJobQuerySet":
        """Return jobs whose file has expired, and week-old jobs that never got one."""
        now = timezone.now()
        return self.filter(Q(expires_at__lte=now) | Q(requested_at__lte=now - timedelta(days=7)))
