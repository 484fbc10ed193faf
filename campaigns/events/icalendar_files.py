"""Events as an iCalendar file (RFC 5545); a module apart because icalendar is slow to load."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Conference, Event

from campaigns.events.models.event import Mode

REFRESH = timedelta(hours=1)


def as_calendar(events, cancelled=(), *, is_cut=False):
    """Return the file's bytes, with the time zones of its entries.

    `cancelled` are withdrawn events; `is_cut` tells the reader that later ones are left out.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Kegiatan KIM//ID")
    calendar.add("version", "2.0")
    calendar.calendar_name = _("Events of KIM")
    if is_cut:
        text = _("Only the next %s events. Choose a region or a programme to get all of its own.")
        calendar.description = text % len(events)
    # RFC 7986, and what Outlook reads.
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(entry_of(event))
    for event in cancelled:
        calendar.add_component(cancellation_of(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def entry_of(event):
    page = settings.SITE_URL + event.get_absolute_url()
    entry = dated_entry(event)
    entry.add("summary", event.title)
    if event.ends > event.starts:  # RFC 5545 allows only a later end
        entry.add("dtend", event.ends.astimezone(ZoneInfo(event.zone)))
    is_online = event.link and event.mode == Mode.ONLINE
    entry.add("location", event.link if is_online else event.place)
    if event.link:
        entry.conferences = [Conference(event.link, label=_("Take part online"), feature="VIDEO")]
    lines = [event.group.name, _("Take part: %s") % event.link if event.link else "", page]
    entry.add("description", "\n".join(filter(None, lines)))
    # No ORGANIZER: it must be a mail address (RFC 5545 3.8.4.3), and a KIM's is not public.
    if event.group.is_live:
        group = settings.SITE_URL + event.group.get_absolute_url()
        entry.add("contact", f"{event.group.name}, {group}")
    entry.add("url", page)
    return entry


def cancellation_of(event):
    """Return what removes a withdrawn event from calendars, and nothing that it said."""
    entry = dated_entry(event)
    entry.add("summary", _("Withdrawn event"))
    entry.add("status", "CANCELLED")
    return entry


def dated_entry(event):
    entry = Event()
    entry.add("uid", f"{event.pk}@portal-kim")
    entry.add("dtstamp", event.state_since)
    entry.add("sequence", event.version)
    entry.add("dtstart", event.starts.astimezone(ZoneInfo(event.zone)))
    return entry
