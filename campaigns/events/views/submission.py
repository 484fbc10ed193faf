"""Responses to submitted forms: the receipt, or both texts if the key was used before."""

from uuid import uuid4

from django.forms import CharField
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.events.drafts import NEW_KINDS
from campaigns.events.forms.fields import HeadCountField, LocalMomentField
from campaigns.events.forms.plan import PlanForm
from campaigns.events.forms.quick import MomentForm
from campaigns.events.forms.report import ReportForm
from campaigns.events.forms.shared import KeyForm
from campaigns.events.models.receipt import IdempotencyConflict, SubmissionReceipt
from kimportal.drafts.storing import page_of, store_form
from kimportal.moderation.states import State
from kimportal.web.json_answers import json_answer, wants_json
from kimportal.web.submitted_fields import content_digest


def submission_of(request):
    """Return what identifies this submission: {by, key, digest}."""
    return {
        "by": request.user,
        "key": KeyForm.read(request.POST),
        "digest": content_digest(request.POST, request.FILES),
    }


def repeated_response(request, *, form=""):
    """Return the response that the same submission got before, or None if it is new."""
    try:
        receipt = SubmissionReceipt.objects.find(**submission_of(request))
    except IdempotencyConflict as error:
        return conflict_response(request, error.receipt, form)
    return receipt_response(request, receipt, status=200) if receipt else None


def receipt_response(request, receipt, *, status=201):
    """Redirect to the receipt, or to the next step of a draft; to a script say the same in JSON.

    `status` tells a script whether this request stored it (201) or an earlier one did (200).
    """
    url = next_url(receipt)
    if wants_json(request):
        return json_answer(status, receipt=receipt.number, at=receipt.at, url=url)
    return HttpResponseRedirect(url)


def next_url(receipt):
    event = receipt.event
    if event.state != State.DRAFT:
        return reverse("event_receipt", args=[event.pk, receipt.pk])
    # What has begun is reported on; a plan is shown, to be submitted.
    return reverse("event_own" if event.is_upcoming else "event_report", args=[event.pk])


def refused_response(errors):
    """Return the errors of a form by field, to a script that sent it; nothing was stored."""
    return json_answer(422, errors={name: list(map(str, texts)) for name, texts in errors.items()})


def conflict_response(request, receipt, form=""):
    """Return 409 for a key that was used with other content; both texts are kept."""
    if wants_json(request):
        error = str(_("This form was already sent, with other words"))
        return json_answer(409, error=error, receipt=receipt.number, url=next_url(receipt))
    kind = form.partition(":")[0] or "new"
    safe_form = f"{kind}:{uuid4()}" if kind in NEW_KINDS else form
    context = {
        "receipt": receipt,
        "event": receipt.event,
        "draft": store_form(request, request.user, safe_form),
        "draft_url": page_of(safe_form),
        "typed_texts": typed_texts(request.POST),
    }
    return render(request, "campaigns/events/conflict.html", context, status=409)


def typed_texts(data):
    """Return [(label, text)] of the fields filled in by hand, in the order of the forms."""
    fields = {**PlanForm.base_fields, **MomentForm.base_fields, **ReportForm.base_fields}
    return [
        (field.label, text)
        for name, field in fields.items()
        if isinstance(field, CharField | HeadCountField | LocalMomentField)
        for text in data.getlist(name)
        if text.strip()
    ]
