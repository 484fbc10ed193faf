"""Pages about the portal itself: what it is, what it keeps, how it is used, whom to warn."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from kimportal.moderation.states import State
from kimportal.privacy.retention import rules
from kimportal.web.views import PUBLIC_CACHE, PublicPage

#: RFC 9116 asks for less than a year; this is renewed with every day.
SECURITY_FILE_HOLDS = timedelta(days=180)
#: What a KIM does, by the six letters it is taught with (kimkabbogor.id, functions of a KIM).
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
    template_name = "kimportal/pages/about.html"
    # The letter leads each word in Indonesian as well: Akses, Diskusi, Implementasi …
    extra_context = {
        "adinda": [(letter, *words) for letter, words in zip("ADINDA", ADINDA, strict=True)]
    }


class PrivacyPage(PublicPage, TemplateView):
    """What is kept and for how long: the periods are those that are carried out."""

    template_name = "kimportal/pages/privacy.html"

    def get_context_data(self, **kwargs):
        kept = {rule.name: rule.period for rule in rules()}
        return super().get_context_data(rules=rules(), kept=kept, **kwargs)


class HelpPage(PublicPage, TemplateView):
    template_name = "kimportal/pages/help.html"
    extra_context = {"states": STATES}


@require_safe
def security_txt(request):
    """Where a finder of a fault writes to (RFC 9116); 404 while nobody is named."""
    contact = settings.SECURITY_CONTACT or settings.CONTACT_EMAIL
    if not contact:
        raise Http404
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {expiry():%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, **PUBLIC_CACHE)
    return response


def expiry():
    """The same all day long, so that the file's ETag is too."""
    midnight = datetime.combine(datetime.now(UTC).date(), time.min, UTC)
    return midnight + SECURITY_FILE_HOLDS
