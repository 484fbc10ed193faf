from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimportal.audit.models import UNDO_WITHIN, Action, AuditEvent
from kimportal.moderation.adapters import adapter_for, adapters
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.states import InvalidTransition
from kimportal.staff.links import queue_url, with_filters
from kimportal.staff.pages import staff_action

if TYPE_CHECKING:
    from kimportal.accounts.models import Person
    from kimportal.staff.staff_request import StaffRequest

UNDOABLE = [Action.APPROVE, Action.SEND_BACK, Action.REJECT, Action.WITHDRAW, Action.RESTORE]
#: More decisions than one request can take.
MAX_DECISIONS = 200


def undoable_decisions(request_id: str, person: "Person") -> QuerySet[AuditEvent]:
    """Return the decisions this person took in one request, while they may be undone."""
    since = timezone.now() - UNDO_WITHIN
    return AuditEvent.objects.filter(
        request_id=request_id, by=person, action__in=UNDOABLE, at__gt=since
    ).order_by("id")[:MAX_DECISIONS]


def undoable(request: "StaffRequest", last: AuditEvent | None = None) -> dict[str, Any] | None:
    """Return {request_id, count, first} of the decisions that can be undone together, or None.

    They are those of the last request, else those taken with `last`, the latest transition of the
    item that is shown.
    """
    own = last.request_id if last and last.by_id == request.user.pk else ""
    request_id = request.GET.get("urung", "") or own
    decisions = list(undoable_decisions(request_id, request.user)) if request_id.isalnum() else []
    if not decisions:
        return None
    return {"request_id": request_id, "count": len(decisions), "first": decisions[0]}


@staff_action
def undo(request: "StaffRequest", request_id: str) -> HttpResponseBase:
    """Undo what one request decided; name what has changed since and stays.

    A single item is opened again, to decide on it anew; several are in the queue.
    """
    decisions = list(undoable_decisions(request_id, request.user))
    if not decisions:
        raise Http404
    undone: list[Any] = []
    skipped: list[Any] = []
    for audit_event in decisions:
        item = _undo_one(audit_event, request.user)
        (undone if item else skipped).append(item or audit_event.target_repr)
    if undone:
        count = len(undone)
        text = ngettext("%(count)s decision is undone.", "%(count)s decisions are undone.", count)
        messages.success(request, text % {"count": count})
    if skipped:
        text = _("Not undone, because it has moved on or the time is over: %s")
        messages.warning(request, text % ", ".join(skipped))
    if len(decisions) == 1 and undone:
        (item,) = undone
        url = reverse("admin:review", args=[adapter_for(item).kind, item.pk])
        return redirect(with_filters(request, url))
    return redirect(queue_url(request))


def _undo_one(audit_event: AuditEvent, person: "Person") -> ModeratedModel | None:
    """Return the item after the undo; None if it has changed since or may not be touched."""
    by_label = {adapter.model._meta.label_lower: adapter for adapter in adapters().values()}
    adapter = by_label[audit_event.target_type]
    try:
        item = adapter.find(person, audit_event.target_id)
        if not adapter.can(Action.UNDO, person, item):
            return None
        item.undo(audit_event, by=person)
    except (InvalidTransition, Http404):
        return None
    return item
