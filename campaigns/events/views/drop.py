"""Where a form is handed in without a session: it has ended, or another phone carries the form."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.drafts.kinds import kind_of
from kimportal.drafts.models import FormDraft
from kimportal.drafts.storing import store_form
from kimportal.offline.kim_file import BadKimFile, read_kim_file
from kimportal.offline.person import person_id
from kimportal.web.json_answers import json_answer, wants_json
from kimportal.web.sliding_window import RateLimit

MAX_SIZE = 40_000_000  # bytes: eight photos as phones make them small, and room
#: Of one author, whoever carries it: a village shares one address.
LIMIT = RateLimit("drop", 60, 60 * 60)


@csrf_exempt
@require_POST
@never_cache
def drop(request):
    """Keep a sealed form as its author's unsent form, who finds it there and sends it.

    It lets nobody in and shows nothing. The same again is kept once.
    """
    file = request.FILES.get("kim")
    if file is None:
        return answer(request, 422, error=BadKimFile.reason)
    if file.size > MAX_SIZE:
        return answer(request, 413, error=_("This file is too large."))
    try:
        item = read_kim_file(file)
        key = UUID(item.key)
    except (BadKimFile, ValueError):
        return answer(request, 422, error=BadKimFile.reason)
    if not kind_of(item.form):
        return answer(request, 422, error=BadKimFile.reason)
    if not LIMIT.hit(person_id(item.author)):
        response = answer(request, 429, error=_("Too many forms at once. Try again in an hour."))
        response["Retry-After"] = "600"
        return response
    if sent := SubmissionReceipt.objects.filter(by=item.author, key=key).first():
        return answer(request, 200, receipt=sent.number)
    before = FormDraft.objects.of(item.author, item.form)
    is_newer = before and before.page_key == item.key and before.at > written_at(item)
    if is_newer and not holds_same(before, item):
        return answer(request, 409, error=_("Its author has written a newer version meanwhile."))
    try:
        draft = store_form(AsSent(item.data, item.files), item.author, item.form)
    except Http404:
        return answer(request, 422, error=_("Its author no longer belongs to the KIM."))
    if draft is None:
        return answer(request, 413, error=_("This is too much text to keep. Please shorten it."))
    return answer(request, 202, receipt=short_receipt(key))


@dataclass
class AsSent:
    """What a form's kind asks of a request, to store its files."""

    POST: QueryDict
    FILES: MultiValueDict


def written_at(item):
    """Return when it was written; a phone whose clock is ahead is not believed."""
    return min(item.at, timezone.now())


def holds_same(draft, item):
    """Return whether the draft is this item, handed in before: its answer was lost."""
    return all(item.data.getlist(name) == texts for name, texts in draft.values.items())


def short_receipt(key):
    """Return a number to quote; the same form has the same."""
    return f"TT-{key.hex[:8].upper()}"


def answer(request, status, **values) -> HttpResponse:
    values = {name: str(value) for name, value in values.items()}
    if wants_json(request):
        return json_answer(status, **values)
    return render(request, "campaigns/events/dropped.html", values, status=status)
