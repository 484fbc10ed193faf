"""What happens when members submit a form of an event: one function for each use case.

`key` and `digest` identify the submission: the same one again returns the receipt of the first, the
same key with other content raises IdempotencyConflict. The functions also raise StaleObject if the
event changed after the form was opened, InvalidTransition if its state does not allow this, and
PermissionDenied.
"""

from uuid import uuid4

from django.db import transaction

from campaigns.events import rules
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import (
    attach_photos,
    save_photos,
    storing_photos,
    upload_details,
)
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.moderation.states import State
from kimportal.web.permissions import require_permission


def submit_report(event, form, *, by, key, digest, version_token):
    """Store a valid ReportForm with its photos and submit it for review; return the receipt."""
    details = upload_details(form.cleaned_data, by) | {"is_shown": not event.is_live}
    new_photos = form.cleaned_data["photos"] or []
    with storing_photos(event, new_photos, **details) as photos, transaction.atomic():
        receipt, is_new = SubmissionReceipt.objects.claim(key=key, digest=digest, by=by)
        if is_new:
            event.lock_row(version_token)
            added = save_photos(photos)
            if form.cleaned_data["photos_consent"]:
                shown = [photo.pk for photo in form.stored_photos]
                event.photos.filter(pk__in=shown).update(has_consent=True)
            event.send(form.values(added), by=by)
            receipt.complete(event)
    return receipt


def submit_quick(form, *, by, key, digest):
    """Store a valid QuickForm as a new event with its report and submit it; return the receipt."""
    event, report = form.event, form.report
    details = upload_details(report.cleaned_data, by) | {"is_shown": True}
    with (
        storing_photos(event, report.cleaned_data["photos"] or [], **details) as photos,
        transaction.atomic(),
    ):
        receipt, is_new = SubmissionReceipt.objects.claim(key=key, digest=digest, by=by)
        if is_new:
            require_permission(rules.may_begin(by, form.group))
            event.apply_values(form.plan.values())
            kept = attach_photos(report.stored_photos, event, report.cleaned_data)
            added = [*kept, *save_photos(photos)]
            event.send(report.values(added), by=by)
            receipt.complete(event)
    return receipt


def begin_event(form, *, by, key, digest):
    """Store a valid PlanForm as the draft of a new event, and of each repetition.

    Return the receipt, which names the first.
    """
    group = form.cleaned_data["group"]
    with transaction.atomic():
        receipt, is_new = SubmissionReceipt.objects.claim(key=key, digest=digest, by=by)
        if is_new:
            require_permission(rules.may_begin(by, group))
            repeated = form.repeated_values()
            series = uuid4() if repeated else None
            event = OutreachEvent(group=group, begun_by=by, series=series)
            event.apply_values(form.values())
            for values in repeated:
                OutreachEvent(group=group, begun_by=by, series=series).apply_values(values)
            receipt.complete(event, send_email=False)
    return receipt


def submit_plan(event, form, *, by, key, digest, version_token):
    """Store a valid PlanForm: in a draft, or else submitted for review. Return the receipt."""
    with transaction.atomic():
        receipt, is_new = SubmissionReceipt.objects.claim(key=key, digest=digest, by=by)
        if is_new:
            event.lock_row(version_token)
            is_draft = event.state == State.DRAFT
            if is_draft:
                event.save_draft(form.values())
            else:
                event.send(form.values(), by=by)
            receipt.complete(event, send_email=not is_draft)
    return receipt


@transaction.atomic
def submit_unchanged(event, *, by, key, digest, with_repetitions=False):
    """Submit a draft or a returned event as it is, and the drafts that repeat it, if asked to.

    Return the receipt.
    """
    receipt, is_new = SubmissionReceipt.objects.claim(key=key, digest=digest, by=by)
    if is_new:
        event.lock_row()
        require_permission(rules.may_submit(by, event))
        repetitions = event.unsent_repetitions if with_repetitions else []
        event.send({}, by=by)
        for repetition in repetitions:
            repetition.send({}, by=by)
        receipt.complete(event)
    return receipt
