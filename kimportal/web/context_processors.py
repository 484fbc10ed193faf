"""What every template may name without a view's help. Never touches the session."""

from django.conf import settings


def site(request):
    facts = {
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL,
        "ministry": settings.MINISTRY_NAME,
        "ministry_short": settings.MINISTRY_SHORT_NAME,
        "unit": settings.MINISTRY_UNIT,
        "contact": settings.CONTACT_EMAIL,
    }
    # allauth's pages put another "site" over ours, so the frame asks for "portal".
    return {"site": facts, "portal": facts}
