from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimportal.audit.models import UNDO_WITHIN, Act, Decision
from kimportal.moderation.adapters import desks
from kimportal.moderation.states import WrongState
from kimportal.staff.links import queue_address
from kimportal.staff.pages import staff_verb

UNDONE = [Act.APPROVE, Act.SEND_BACK, Act.REJECT, Act.WITHDRAW, Act.RESTORE]
#: More decisions than one request can take.
MOST = 200


def taken_under(request_id, person):
    """The decisions this person took in one request, as long as they may be undone."""
    since = timezone.now() - UNDO_WITHIN
    return Decision.objects.filter(
        request_id=request_id, by=person, act__in=UNDONE, at__gt=since
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


@staff_verb
def undo(request, request_id):
    """Take back what one request decided; what has moved since stays, and is named."""
    taken = list(taken_under(request_id, request.user))
    if not taken:
        raise Http404
    done, kept = [], []
    for decision in taken:
        thing = _undo_one(decision, request.user)
        (done if thing else kept).append(thing or decision.thing_name)
    if done:
        count = len(done)
        said = ngettext("%(count)s decision is undone.", "%(count)s decisions are undone.", count)
        messages.success(request, said % {"count": count})
    if kept:
        said = _("Not undone, because it has moved on or the time is over: %s")
        messages.warning(request, said % ", ".join(kept))
    return redirect(queue_address(request))


def _undo_one(decision, person):
    """The thing as it is again, or None where it has moved since or may not be touched."""
    by_label = {desk.model._meta.label_lower: desk for desk in desks().values()}
    desk = by_label[decision.thing_type]
    try:
        thing = desk.find(person, decision.thing_id)
        if not desk.may("undo", person, thing):
            return None
        thing.undo(decision, by=person)
    except (WrongState, Http404):
        return None
    return thing
