"""What a member takes along to where there is no signal."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from campaigns.events import rules
from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.material import Material
from kimportal.moderation.states import State

MAX_EVENTS = MAX_MATERIALS = 10


def offline_pages(person):
    """Return the paths of a member's own pages, open reports and the newest materials."""
    newest = Material.objects.listed().newest_first()[:MAX_MATERIALS]
    return [
        reverse("dashboard"),
        *own_pages(person),
        *(material.get_absolute_url() for material in newest),
    ]


def own_pages(person):
    if not rules.may_plan(person):
        return []
    open_events = OutreachEvent.objects.of(person).filter(
        Q(state__in=[State.DRAFT, State.RETURNED]) | Q(state=State.LIVE, reported_at=None),
        starts__lte=timezone.now(),
    )
    events = open_events.order_by("-starts")[:MAX_EVENTS]
    return [
        reverse("my_events"),
        reverse("event_quick"),
        *(reverse("event_report", args=[event.pk]) for event in events),
    ]
