"""Context of every template. Never touches the session."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return names, URL and contact address of this portal."""
    context = {
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL,
        "ministry": settings.MINISTRY_NAME,
        "ministry_short": settings.MINISTRY_SHORT_NAME,
        "unit": settings.MINISTRY_UNIT,
        "contact": settings.CONTACT_EMAIL,
        "log": bool(settings.TRANSPARENCY_LOG_KEY),
    }
    # allauth's views override "site", so base.html uses "portal".
    return {"site": context, "portal": context}
