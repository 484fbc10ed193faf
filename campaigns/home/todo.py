"""What waits for a person among their events and materials, and what they last sent."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.material import Material
from groups.todo import TodoItem
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State

MOST_TASKS = 10
MOST_RECENT = 5


def event_tasks(person):
    """Events to mend, to report on, or to send in; what came back first."""
    now = timezone.now()
    unsaid = Q(state=State.DRAFT) | Q(
        state__in=[State.WAITING, State.LIVE], reported_at=None, starts__lte=now
    )
    order = Case(When(state=State.RETURNED, then=Value(0)), default=Value(1))
    events = OutreachEvent.objects.of(person).filter(Q(state=State.RETURNED) | unsaid)
    urgent = list(events.order_by(order, "-starts")[:MOST_TASKS])
    OutreachEvent.with_open_change_requests(urgent)
    return [item for event in [*returned_changes(person), *urgent] if (item := task(event))]


def returned_changes(person):
    """Approved events of which a change came back to this person to be mended. Two queries."""
    kind = ContentType.objects.get_for_model(OutreachEvent)
    back = ChangeRequest.objects.filter(target_type=kind, state=State.RETURNED, submitted_by=person)
    keys = list(back.order_by("-state_since").values_list("target_id", flat=True)[:MOST_TASKS])
    events = OutreachEvent.objects.of(person).live().filter(pk__in=keys) if keys else []
    return OutreachEvent.with_open_change_requests(list(events))


def task(event):
    """The one thing this event asks for now, or None."""
    change_request = event.open_change_request if event.is_live else None
    back = change_request if change_request and change_request.state == State.RETURNED else event
    if back.state == State.RETURNED:
        return TodoItem(event.title, back.state_note, event.edit_url, _("Mend"))
    if event.wants_report:
        text = _("A number, two photos and a sentence are enough. It takes two minutes.")
        return TodoItem(
            event.title, text, reverse("event_report", args=[event.pk]), _("Report now")
        )
    if event.state == State.DRAFT:
        return TodoItem(event.title, _("This draft is not sent in yet."), event.own_url, _("Go on"))
    return None


def material_tasks(person):
    """Materials to mend or to finish; what came back first. One query."""
    mine = Q(pk__in=Material.objects.of(person).values("pk"))
    mine |= Q(pk__in=Material.objects.written_by(person).values("pk"))
    order = Case(When(state=State.RETURNED, then=Value(0)), default=Value(1))
    found = Material.objects.mendable().filter(mine).order_by(order, "-created_at", "-id")
    return [
        TodoItem(
            material.title,
            material.state_note or _("This draft is not sent in yet."),
            reverse("material_edit", args=[material.slug]),
            _("Mend") if material.state == State.RETURNED else _("Go on"),
        )
        for material in found[:MOST_TASKS]
    ]


def recent_events(person):
    """What this person's groups last planned or reported."""
    events = OutreachEvent.objects.of(person).select_related("group", "region")
    newest = list(events.order_by("-starts", "-id")[:MOST_RECENT])
    return OutreachEvent.with_open_change_requests(newest)
