"""How what members send reaches an event exactly once, or both texts are kept safe."""

from uuid import uuid4

from django.forms import CharField
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from campaigns.events.forms.fields import HeadCountField, LocalMomentField
from campaigns.events.forms.plan import PlanForm
from campaigns.events.forms.report import ReportForm
from campaigns.events.forms.shared import KeyForm, content_digest
from campaigns.events.models.draft import FormDraft
from campaigns.events.models.receipt import IdempotencyConflict, SubmissionReceipt
from campaigns.events.views.drafts import address_of_form, keep
from kimportal.moderation.states import State


def answered_once(request, action, *, form="", send_email=True):
    """Do `act` once for the form's key; the same again gets the same answer. Returns it."""
    key, digest = KeyForm.read(request.POST), content_digest(request.POST, request.FILES)
    try:
        receipt, _new = SubmissionReceipt.objects.run_once(
            action, key=key, digest=digest, by=request.user, send_email=send_email
        )
    except IdempotencyConflict as other:
        return conflict(request, other.receipt, form)
    if form:
        FormDraft.objects.delete_for(request.user, form)
    return HttpResponseRedirect(address_of(receipt))


def answer_known(request, *, form):
    """The answer this key and content had already, if any: before anything is decoded again."""
    key, digest = KeyForm.read(request.POST), content_digest(request.POST, request.FILES)
    try:
        receipt = SubmissionReceipt.objects.find(key=key, digest=digest, by=request.user)
    except IdempotencyConflict as other:
        return conflict(request, other.receipt, form)
    return HttpResponseRedirect(address_of(receipt)) if receipt else None


def address_of(receipt):
    """Where the first answer led: a receipt, or the draft's next step."""
    if receipt.event.state != State.DRAFT:
        return reverse("event_receipt", args=[receipt.event_id, receipt.pk])
    return next_step(receipt.event)


def next_step(event):
    """After the plan: what has begun wants its report; what lies ahead is shown to be sent in."""
    page = "event_own" if event.is_upcoming else "event_report"
    return reverse(page, args=[event.pk])


def conflict(request, receipt, form):
    """409: this key was used for other words. Nothing is overwritten; both stay safe."""
    safe_form = form if form and not form.startswith("new:") else f"new:{uuid4()}"
    context = {
        "receipt": receipt,
        "event": receipt.event,
        "typed": keep(request, request.user, safe_form),
        "typed_url": address_of_form(safe_form),
        "words": words_of(request.POST),
    }
    return render(request, "campaigns/events/conflict.html", context, status=409)


def words_of(data):
    """[(label, text)] of what was typed by hand, in the order of the forms; nothing chosen."""
    typed = {**PlanForm.base_fields, **ReportForm.base_fields}
    return [
        (field.label, text)
        for name, field in typed.items()
        if isinstance(field, CharField | HeadCountField | LocalMomentField)
        for text in data.getlist(name)
        if text.strip()
    ]
