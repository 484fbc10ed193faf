"""Pages about the portal itself: about, privacy, help and security.txt."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from kimportal.moderation.states import State
from kimportal.privacy.retention import rules
from kimportal.web.contacts import contact_of
from kimportal.web.views import PUBLIC_CACHE, PublicPage

#: RFC 9116 asks for less than a year; the date is renewed every day.
SECURITY_TXT_VALIDITY = timedelta(days=180)
#: The functions of a KIM, by the acronym used in trainings (kimkabbogor.id).
ADINDA = [
    (_("Access to information"), _("Fetches what people need to know, from its source.")),
    (_("Discussion"), _("Talks it over with neighbours before it is passed on.")),
    (_("Implementation"), _("Puts it to use in the village.")),
    (_("Networking"), _("Works with other groups, the village and the government.")),
    (_("Dissemination"), _("Spreads it, face to face and by phone.")),
    (_("Aspiration"), _("Carries questions and wishes back to those who decide.")),
]
STATES = [
    (State.DRAFT, _("Only your KIM sees it. Go on whenever you like; it is kept.")),
    (
        State.WAITING,
        _("It is sent in; an event says “Sent in”. Somebody who is not of your KIM reads it."),
    ),
    (
        State.LIVE,
        _(
            "Everybody can read it; a KIM says “Verified”, an event “Approved”. To change it, "
            "choose “Change”."
        ),
    ),
    (State.RETURNED, _("Something is missing. The note says what; mend it and send it again.")),
    (State.REJECTED, _("It will not be published. The note says why.")),
    (State.WITHDRAWN, _("It was public and is no longer. The note says why.")),
]


class AboutPage(PublicPage, TemplateView):
    """What the portal is, and what a KIM does."""

    template_name = "kimportal/pages/about.html"
    # The initials are the same in Indonesian: Akses, Diskusi, Implementasi …
    extra_context = {
        "adinda": [(initial, *texts) for initial, texts in zip("ADINDA", ADINDA, strict=True)]
    }


class PrivacyPage(PublicPage, TemplateView):
    """What is stored and for how long, from the retention rules that are applied."""

    template_name = "kimportal/pages/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        periods = {rule.name: rule.period for rule in rules()}
        return super().get_context_data(rules=rules(), periods=periods, **kwargs)


class HelpPage(PublicPage, TemplateView):
    """How to use the portal."""

    template_name = "kimportal/pages/help.html"
    extra_context = {"states": STATES}


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Return the contact for security reports (RFC 9116)."""
    lines = [
        f"Contact: {contact_of(settings.SECURITY_CONTACT or settings.CONTACT_EMAIL).url}",
        f"Expires: {expiry():%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, **PUBLIC_CACHE)
    return response


def expiry() -> datetime:
    """Return the date of expiry; it changes once a day, so that the ETag does too."""
    midnight = datetime.combine(datetime.now(UTC).date(), time.min, UTC)
    return midnight + SECURITY_TXT_VALIDITY
