from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimportal.audit.models import UNDO_WITHIN, Action, AuditEvent
from kimportal.moderation.adapters import adapters
from kimportal.moderation.states import InvalidTransition
from kimportal.staff.links import queue_address
from kimportal.staff.pages import staff_action

UNDONE = [Action.APPROVE, Action.SEND_BACK, Action.REJECT, Action.WITHDRAW, Action.RESTORE]
#: More decisions than one request can take.
MOST = 200


def taken_under(request_id, person):
    """The decisions this person took in one request, as long as they may be undone."""
    since = timezone.now() - UNDO_WITHIN
    return AuditEvent.objects.filter(
        request_id=request_id, by=person, action__in=UNDONE, at__gt=since
    ).order_by("id")[:MOST]


def undoable(request, last=None):
    """What the last request, or else the `last` decision on a thing, decided together and can
    still be taken back: {request_id, count, first} or None."""
    own = last.request_id if last and last.by_id == request.user.pk else ""
    request_id = request.GET.get("urung", "") or own
    taken = list(taken_under(request_id, request.user)) if request_id.isalnum() else []
    if not taken:
        return None
    return {"request_id": request_id, "count": len(taken), "first": taken[0]}


@staff_action
def undo(request, request_id):
    """Take back what one request decided; what has moved since stays, and is named."""
    taken = list(taken_under(request_id, request.user))
    if not taken:
        raise Http404
    done, kept = [], []
    for audit_event in taken:
        item = _undo_one(audit_event, request.user)
        (done if item else kept).append(item or audit_event.target_repr)
    if done:
        count = len(done)
        said = ngettext("%(count)s decision is undone.", "%(count)s decisions are undone.", count)
        messages.success(request, said % {"count": count})
    if kept:
        said = _("Not undone, because it has moved on or the time is over: %s")
        messages.warning(request, said % ", ".join(kept))
    return redirect(queue_address(request))


def _undo_one(audit_event, person):
    """The thing as it is again, or None where it has moved since or may not be touched."""
    by_label = {adapter.model._meta.label_lower: adapter for adapter in adapters().values()}
    adapter = by_label[audit_event.target_type]
    try:
        item = adapter.find(person, audit_event.target_id)
        if not adapter.may("undo", person, item):
            return None
        item.undo(audit_event, by=person)
    except (InvalidTransition, Http404):
        return None
    return item
