"""Pages about the portal itself: about, privacy, help and security.txt."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from kimportal.moderation.states import State
from kimportal.privacy.retention import rules
from kimportal.ui.structured_data import json_ld
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
#: Questions and answers of the help page: (question, answer, link's text, name of its URL).
FAQ = [
    (
        _("The signal went while I was sending"),
        _(
            "Open the form again on the same phone: your words are still there. Sending twice does "
            "no harm, the portal keeps one."
        ),
        "",
        "",
    ),
    (
        _("I forgot my password"),
        _("Choose “Forgot your password?” when signing in. We send you a code by e-mail."),
        _("Get a code"),
        "account_reset_password",
    ),
    (
        _("No e-mail arrives"),
        _(
            "Check your spam folder, and check the address for typing errors. You can ask for a "
            "new code on the same page."
        ),
        "",
        "",
    ),
    (
        _("My report came back"),
        _("That is no rejection. Read the note, mend what it names, send it again."),
        "",
        "",
    ),
    (
        _("The chair has changed"),
        _(
            "The old chair opens “Members and officers” in the KIM, the new chair’s name there, "
            "then “Hand over the chair”. The new chair says yes on their own page. If nobody can, "
            "write to the address below with the new decree."
        ),
        "",
        "",
    ),
    (
        _("May we show a candidate who came to our event?"),
        _(
            "No. Neither names nor pictures, numbers or colours of candidates and parties; such "
            "reports are sent back."
        ),
        "",
        "",
    ),
    (
        _("Is this poster from the ministry?"),
        _(
            "Each official material has an eight-character code. Type it in, or scan the QR code "
            "on the poster."
        ),
        _("Check a poster"),
        "verify",
    ),
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questions = faq()
        return super().get_context_data(faq=questions, data=faq_data(questions), **kwargs)


def faq() -> list[tuple[str, str, str, str]]:
    """Return (question, answer, link's text, its address), in the active language."""
    hoax_desk = contact_of(settings.HOAX_DESK)
    return [
        *(
            (str(question), str(answer), str(label), reverse(name) if name else "")
            for question, answer, label, name in FAQ
        ),
        (
            gettext("I saw a hoax about the election"),
            gettext(
                "Do not pass it on, not even to warn others. Report it with its link or a picture "
                "of it:"
            ),
            hoax_desk.text,
            hoax_desk.url,
        ),
    ]


def faq_data(questions: list[tuple[str, str, str, str]]) -> SafeString:
    """Return the questions and answers for search engines (schema.org FAQPage)."""
    return json_ld(
        {
            "@type": "FAQPage",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": question,
                    "acceptedAnswer": {"@type": "Answer", "text": answer},
                }
                for question, answer, _label, _url in questions
            ],
        }
    )


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
