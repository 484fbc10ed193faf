"""Structured data of an event for search engines (schema.org)."""

from django.conf import settings

from campaigns.open_data.json_ld import absolute, json_ld

ATTENDANCE = {
    "in_person": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
    "media": "OnlineEventAttendanceMode",
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
    if event.shown_photos:
        data["image"] = [absolute(photo.picture["src"]) for photo in event.shown_photos]
    return json_ld(data)


def _organizer(group):
    """Return the KIM; one that is no longer public has no page."""
    page = {"url": settings.SITE_URL + group.get_absolute_url()} if group.is_live else {}
    return {"@type": "Organization", "name": group.name, **page}


def _location(event):
    if event.mode in {"online", "media"}:
        return {"@type": "VirtualLocation", "url": event.link or settings.SITE_URL}
    return {
        "@type": "Place",
        "name": event.venue or event.region.title,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": event.region.path,
            "addressCountry": "ID",
        },
    }
