"""Lets what waits in the demo have waited for a while: a queue of one minute teaches nobody."""

from datetime import timedelta

from django.utils import timezone

from kimportal.moderation.adapters import adapters

#: Hours since each was sent in, the oldest first; the first ones are overdue.
HOURS = (211, 187, 122, 98, 75, 52, 47, 29, 26, 21, 8, 5, 3, 2, 1)


def spread(began):
    """Things sent in since `began` take turns with HOURS; the acts themselves stay as they were."""
    now, turn = timezone.now(), 0
    for adapter in adapters().values():
        for item in adapter.model.objects.waiting().filter(submitted_at__gte=began).order_by("pk"):
            hours = HOURS[turn * 4 % len(HOURS)]
            then = now - timedelta(hours=hours, minutes=turn * 7 % 60)
            adapter.model.objects.filter(pk=item.pk).update(state_since=then, submitted_at=then)
            turn += 1
