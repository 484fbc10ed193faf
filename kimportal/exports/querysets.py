from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone


class ExportJobQuerySet(models.QuerySet):
    def open_to(self, person):
        """What this person asked for and may still fetch: looking after the same regions, with
        the same right to columns about persons, and before it expires."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        mine = self.filter(by=person, office=person.office, is_personal=person.is_administrator)
        return mine.exclude(expires_at__lte=timezone.now())

    def unfinished(self):
        return self.filter(state__in=["waiting", "working"])

    def lapsed(self):
        """Files whose time is over, and what never became one."""
        now = timezone.now()
        return self.filter(Q(expires_at__lte=now) | Q(asked_at__lte=now - timedelta(days=7)))
