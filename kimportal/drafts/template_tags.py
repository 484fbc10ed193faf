"""Template tags of unsent forms; built-ins (settings.TEMPLATES), so no template loads them."""

from typing import Any

from django import template
from django.utils.crypto import salted_hmac

from kimportal.drafts.kinds import kind_of
from kimportal.drafts.middleware import sent_keys
from kimportal.drafts.models import FormDraft, text_labels

register = template.Library()

MAX_LISTED = 10


@register.inclusion_tag("kimportal/drafts/_unsent_forms.html", takes_context=True)
def unsent_forms(context: dict[str, Any], kinds: str = "") -> dict[str, Any]:
    """List the person's unsent forms, all or of these kinds; one query.

    static/js/autosave.js adds those that only this phone has.
    """
    request = context["request"]
    drafts = FormDraft.objects.filter(person=request.user).order_by("-at", "-id")
    shown = [
        draft
        for draft in drafts
        if kind_of(draft.form) and (not kinds or draft.kind in kinds.split())
    ]
    # The one that is open on this page is in its form.
    shown = [draft for draft in shown if draft.form != getattr(request, "draft_name", "")]
    return {"drafts": shown[:MAX_LISTED], "kinds": kinds, "request": request}


@register.inclusion_tag("kimportal/drafts/_status.html", takes_context=True)
def draft_status(context: dict[str, Any]) -> dict[str, Any]:
    """Show what is kept and what is not sent yet (static/js/autosave.js)."""
    request = context["request"]
    if not request.user.is_authenticated:  # sign-in and sign-up: nothing is kept
        return {"owner": "", "sent": ""}
    return {"owner": phone_owner(request.user.pk), "sent": " ".join(sent_keys(request))}


def phone_owner(pk: int) -> str:
    """Return the name under which a phone keeps a person's words apart from those of others."""
    return salted_hmac("kimportal.drafts", str(pk)).hexdigest()[:16]


@register.filter
def holds_words(name: str, value: str) -> bool:
    """Return whether somebody wrote this field by hand; it is no key, version or choice."""
    return name.rpartition("-")[2] in text_labels() or " " in value.strip()
