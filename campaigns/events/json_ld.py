"""Structured data of an event for search engines (schema.org)."""

from django.conf import settings

from campaigns.events.models.event import Mode
from kimportal.ui.structured_data import absolute, json_ld

#: A loudspeaker tour and a village radio are heard at their place, not online.
ATTENDANCE = {
    Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
    Mode.MEDIA: "OfflineEventAttendanceMode",
}


def event_as_schema(event):
    """Return the script element with the event's JSON-LD."""
    url = settings.SITE_URL + event.get_absolute_url()
    data = {
        "@type": "Event",
        "name": event.title,
        "url": url,
        "startDate": event.local_starts.isoformat(),
        "endDate": event.local_ends.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{ATTENDANCE[event.mode]}",
        "location": _location(event),
        "organizer": _organizer(event.group),
        "isAccessibleForFree": True,
    }
    if event.story:
        data["description"] = event.story[:500]
    if event.shown_photos:
        data["image"] = [absolute(photo.picture["src"]) for photo in event.shown_photos]
    return json_ld(data)


def _organizer(group):
    """Return the KIM; one that is no longer public has no page."""
    page = {"url": settings.SITE_URL + group.get_absolute_url()} if group.is_live else {}
    return {"@type": "Organization", "name": group.name, **page}


def _location(event):
    """Return where it takes place; search engines require a place, an address, or both."""
    online = {
        "@type": "VirtualLocation",
        "url": event.link or settings.SITE_URL + event.get_absolute_url(),
    }
    place = {
        "@type": "Place",
        "name": event.venue or event.region.title,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": event.region.path,
            "addressCountry": "ID",
        },
    }
    return {Mode.ONLINE: online, Mode.HYBRID: [place, online]}.get(event.mode, place)
