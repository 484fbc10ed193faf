"""What reviewers decided since a member last opened their home page: said there once."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from kimportal.accounts.models import Person
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State

#: What was sent back is a task, and stays one until it is mended.
DECIDED = (State.LIVE, State.REJECTED, State.WITHDRAWN)
#: Older decisions are no news to whoever comes back after a long time.
NEWS_FOR = timedelta(days=60)
MAX_DECISIONS = 5
MODELS = (Group, OutreachEvent, Material, ChangeRequest)


@dataclass(frozen=True)
class Decision:
    title: str
    state: str
    label: str
    note: str
    url: str


def new_decisions(person):
    """Return the decisions on what this person sent in since they last looked, newest first."""
    since = max(person.decisions_seen_at or person.joined_at, timezone.now() - NEWS_FOR)
    found = []
    for model in MODELS:
        rows = model.objects.filter(
            submitted_by=person, state__in=DECIDED, state_since__gt=since
        ).order_by("-state_since")
        if model is ChangeRequest:
            rows = rows.prefetch_related("item")
        found += rows[:MAX_DECISIONS]
    if found:
        own = AuditEvent.objects.filter(by=person, at__gt=since, action=Action.WITHDRAW)
        withdrawn = set(own.values_list("target_id", flat=True))
        found = [
            item for item in found if item.state != State.WITHDRAWN or str(item.pk) not in withdrawn
        ]
    found.sort(key=lambda item: item.state_since, reverse=True)
    return [_decision(item) for item in found[:MAX_DECISIONS]]


def mark_seen(person):
    """Remember that this person has read the decisions until now."""
    Person.objects.filter(pk=person.pk).update(decisions_seen_at=timezone.now())


def _decision(item):
    is_report = isinstance(item, ChangeRequest) and "reported_at" in item.new
    return Decision(
        title=str(item.item if is_report else item),
        state=item.state,
        label=_label(item),
        note=item.state_note,
        url=item.own_url,
    )


def _label(item):
    if item.state == State.REJECTED:
        return _("Rejected")
    if item.state == State.WITHDRAWN:
        return _("Withdrawn")
    return _("Verified") if isinstance(item, Group) else _("Approved")
