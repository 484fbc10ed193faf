"""Tasks of a member among their events and materials, and their recent events."""

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

MAX_TASKS = 10
MAX_RECENT = 5


def event_tasks(person):
    """Return tasks to correct, report or submit events; returned ones first."""
    now = timezone.now()
    unfinished = Q(state=State.DRAFT) | Q(
        state__in=[State.WAITING, State.LIVE], reported_at=None, starts__lte=now
    )
    order = Case(When(state=State.RETURNED, then=Value(0)), default=Value(1))
    events = OutreachEvent.objects.of(person).filter(Q(state=State.RETURNED) | unfinished)
    urgent = list(events.order_by(order, "-starts")[:MAX_TASKS])
    urgent = one_of_each_series(urgent)
    OutreachEvent.with_open_change_requests(urgent)
    return [todo for event in [*returned_changes(person), *urgent] if (todo := task(event))]


def one_of_each_series(events):
    """Leave out all but the earliest draft of a repeated event: they are sent in together."""
    earliest = {}
    for event in events:
        if event.series and event.state == State.DRAFT and event.is_upcoming:
            first = earliest.setdefault(event.series, event)
            if event.starts < first.starts:
                earliest[event.series] = event
    return [
        event
        for event in events
        if event.series not in earliest
        or not (event.state == State.DRAFT and event.is_upcoming)
        or earliest[event.series] is event
    ]


def returned_changes(person):
    """Return approved events with a returned change request of this person. Two queries."""
    kind = ContentType.objects.get_for_model(OutreachEvent)
    returned = ChangeRequest.objects.filter(
        target_type=kind, state=State.RETURNED, submitted_by=person
    )
    keys = list(returned.order_by("-state_since").values_list("target_id", flat=True)[:MAX_TASKS])
    events = OutreachEvent.objects.of(person).live().filter(pk__in=keys) if keys else []
    return OutreachEvent.with_open_change_requests(list(events))


def task(event):
    """Return the TodoItem of an event, or None."""
    change_request = event.open_change_request if event.is_live else None
    source = change_request if change_request and change_request.state == State.RETURNED else event
    if source.state == State.RETURNED:
        return TodoItem(event.title, source.state_note, event.edit_url, _("Mend"))
    if event.wants_report:
        text = _("A number, two photos and a sentence are enough. It takes two minutes.")
        return TodoItem(
            event.title, text, reverse("event_report", args=[event.pk]), _("Report now")
        )
    if event.state == State.DRAFT:
        return TodoItem(event.title, _("This draft is not sent in yet."), event.own_url, _("Go on"))
    return None


def material_tasks(person):
    """Return tasks to correct or finish materials; returned ones first. One query."""
    mine = Q(pk__in=Material.objects.of(person).values("pk"))
    mine |= Q(pk__in=Material.objects.written_by(person).values("pk"))
    order = Case(When(state=State.RETURNED, then=Value(0)), default=Value(1))
    materials = Material.objects.editable().filter(mine).order_by(order, "-created_at", "-id")
    return [
        TodoItem(
            material.title,
            material.state_note or _("This draft is not sent in yet."),
            reverse("material_edit", args=[material.slug]),
            _("Mend") if material.state == State.RETURNED else _("Go on"),
        )
        for material in materials[:MAX_TASKS]
    ]


def recent_events(person):
    """Return the latest events of this person's groups."""
    events = OutreachEvent.objects.of(person).select_related("group", "region")
    newest = list(events.order_by("-starts", "-id")[:MAX_RECENT])
    return OutreachEvent.with_open_change_requests(newest)
