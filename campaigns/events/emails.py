"""Emails about events, each enqueued in the transaction of what it reports."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from kimportal.audit.models import Action
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url

#: Actions that are reported to whoever submitted the event; the receipt reports a submission.
REPORTED_ACTIONS = {
    Action.APPROVE,
    Action.SEND_BACK,
    Action.REJECT,
    Action.WITHDRAW,
    Action.RESTORE,
    Action.UNDO,
}


def is_reachable(person):
    return person is not None and person.is_active and not person.erased_at


def decided(event, audit_event, *, change_request=None):
    """Send the decision and its reason to whoever submitted the event, else to the chair."""
    item = change_request or event
    if audit_event.action not in REPORTED_ACTIONS or item.submitted_by_id in {
        None,
        audit_event.by_id,
    }:
        return
    person = event.group.member_or_chair(item.submitted_by_id)
    if person is None or person.pk == audit_event.by_id:
        return
    _send(
        "event_decided",
        event,
        person,
        page="event_own",
        key=f"event_decided:{audit_event.pk}",
        state=item.get_state_display,
        kind=item.state,
        is_change=change_request is not None and "reported_at" not in change_request.new,
        note=audit_event.note,
    )


def received(receipt):
    """Send the receipt of a submission."""
    _send(
        "event_receipt",
        receipt.event,
        receipt.by,
        page="event_own",
        key=f"event_receipt:{receipt.pk}",
        number=receipt.number,
        at=receipt.at,
        what=receipt.event.submission_label,
    )


def tomorrow(event):
    """Send the reminder of the day before; return whether it was enqueued now."""
    today = timezone.localdate(timezone=ZoneInfo(event.zone))
    return _remind(
        "event_tomorrow",
        event,
        page="event_own",
        key=tomorrow_key(event),
        is_today=event.local_starts.date() == today,
        is_sent_in=event.submitted_at is not None and not event.is_editable,
    )


def how_was_it(event):
    """Ask for the report, an hour after the planned end."""
    return _remind("event_how_was_it", event, page="event_report", key=how_was_it_key(event))


def tomorrow_key(event):
    """Return a key of the day: an event moved to another day is announced again."""
    return f"event_tomorrow:{event.pk}:{event.local_starts:%Y%m%d}"


def how_was_it_key(event):
    return f"event_how_was_it:{event.pk}:{event.local_ends:%Y%m%d}"


def _remind(template, event, **context):
    """Send a reminder with its unsubscribe link, unless the person has unsubscribed."""
    person = event.reminded_person
    if person is None or not person.wants_reminders:
        return False
    return _send(template, event, person, unsubscribe_url=person.unsubscribe_url, **context)


def _send(template, event, person, *, page, key, unsubscribe_url="", **context):
    if not is_reachable(person):
        return False
    email = OutgoingEmail.objects.send(
        template,
        to=person.email,
        language=person.language,
        context={
            "name": str(person),
            "event": str(event),
            "starts": event.starts,
            "zone": event.zone,
            "place": ", ".join(filter(None, [event.venue, event.region.title])),
            "url": absolute_url(page, person.language, event.pk),
            **context,
        },
        key=key,
        unsubscribe_url=unsubscribe_url,
    )
    return email is not None
