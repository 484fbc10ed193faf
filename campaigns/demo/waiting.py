"""Backdate the demo's pending submissions, so that the queue shows realistic waiting times."""

from datetime import timedelta

from django.utils import timezone

from kimportal.moderation.adapters import adapters

#: Hours since submission; the first ones are overdue.
HOURS = (211, 187, 122, 98, 75, 52, 47, 29, 26, 21, 8, 5, 3, 2, 1)


def spread(started):
    """Backdate objects submitted since `started` by HOURS in turn; keep their audit events."""
    now, turn = timezone.now(), 0
    for adapter in adapters().values():
        for obj in adapter.model.objects.waiting().filter(submitted_at__gte=started).order_by("pk"):
            hours = HOURS[turn * 4 % len(HOURS)]
            then = now - timedelta(hours=hours, minutes=turn * 7 % 60)
            adapter.model.objects.filter(pk=obj.pk).update(state_since=then, submitted_at=then)
            turn += 1
