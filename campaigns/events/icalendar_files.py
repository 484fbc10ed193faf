"""Events as an iCalendar file (RFC 5545); a module apart because icalendar is slow to load."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vUri


def as_calendar(events):
    """Return the file's bytes, with the time zones of its entries."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Kegiatan KIM//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Events of KIM"))
    calendar.add("refresh-interval;value=duration", "PT1H")
    for event in events:
        calendar.add_component(entry_of(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def entry_of(event):
    zone = ZoneInfo(event.zone)
    entry = Event()
    entry.add("uid", f"{event.pk}@portal-kim")
    entry.add("dtstamp", event.state_since)
    entry.add("sequence", event.version)
    entry.add("summary", event.title)
    entry.add("dtstart", event.starts.astimezone(zone))
    if event.ends > event.starts:  # RFC 5545 allows only a later end
        entry.add("dtend", event.ends.astimezone(zone))
    entry.add("location", event.place)
    if event.group.is_live:
        entry.add("organizer", vUri(settings.SITE_URL + event.group.get_absolute_url()))
    entry.add("url", settings.SITE_URL + event.get_absolute_url())
    entry.add("description", event.group.name)
    return entry
