"""Context of every template. Never touches the session."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kimportal.web.contacts import contact_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Return names, URL and contacts of this portal."""
    context = {
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL,
        "ministry": settings.MINISTRY_NAME,
        "ministry_short": settings.MINISTRY_SHORT_NAME,
        "unit": settings.MINISTRY_UNIT,
        "contact": settings.CONTACT_EMAIL,
        "log": bool(settings.TRANSPARENCY_LOG_KEY),
        "hoax_desk": contact_of(settings.HOAX_DESK),
        "data_protection": contact_of(settings.DATA_PROTECTION_CONTACT),
    }
    # allauth's views override "site", so base.html uses "portal".
    return {"site": context, "portal": context}
