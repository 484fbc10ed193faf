"""Letters about events. Each is written in the transaction of the act it tells of."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from kimportal.audit.models import Action
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url

#: Acts the sender is told of; of sending in, the receipt tells.
TOLD = {
    Action.APPROVE,
    Action.SEND_BACK,
    Action.REJECT,
    Action.WITHDRAW,
    Action.RESTORE,
    Action.UNDO,
}


def is_reached(person):
    return person is not None and person.is_active and not person.erased_at


def decided(event, audit_event, *, change_request=None):
    """Tell whoever sent it in, or the chair once they have left, what was decided and why."""
    item = change_request or event
    if audit_event.action not in TOLD or item.submitted_by_id in {None, audit_event.by_id}:
        return
    person = event.group.member_or_chair(item.submitted_by_id)
    if person is None or person.pk == audit_event.by_id:
        return
    _post(
        "event_decided",
        event,
        person,
        page="event_own",
        key=f"event_decided:{audit_event.pk}",
        state=item.get_state_display,
        kind=item.state,
        is_change=change_request is not None,
        note=audit_event.note,
    )


def received(receipt):
    """The receipt by mail; written after the photos are stored and sent after commit."""
    _post(
        "event_receipt",
        receipt.event,
        receipt.by,
        page="event_own",
        key=f"event_receipt:{receipt.pk}",
        number=receipt.number,
        at=receipt.at,
    )


def tomorrow(event):
    """The day before. Returns whether a letter was written now."""
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
    """An hour after the planned end: opens the prefilled report."""
    return _remind("event_how_was_it", event, page="event_report", key=how_was_it_key(event))


def tomorrow_key(event):
    """Once a day: an event moved by an hour is not announced again, one moved to Sunday is."""
    return f"event_tomorrow:{event.pk}:{event.local_starts:%Y%m%d}"


def how_was_it_key(event):
    return f"event_how_was_it:{event.pk}:{event.local_ends:%Y%m%d}"


def _remind(template, event, **facts):
    """Only whom it concerns and who has not asked to be left alone; the letter says how to."""
    person = event.reminded_person
    if person is None or not person.wants_reminders:
        return False
    return _post(template, event, person, unsubscribe_url=person.unsubscribe_url, **facts)


def _post(template, event, person, *, page, key, unsubscribe_url="", **context):
    if not is_reached(person):
        return False
    letter = OutgoingEmail.objects.send(
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
    return letter is not None
