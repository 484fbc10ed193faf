"""Security events, one JSON line each: what, who, from where, about what (SECURITY_BAR R45).

People stand in them by number, an unknown account by a sign that only we can compute, and no line
holds a password, a code, a token, or words that somebody typed.
"""

import logging
from contextvars import ContextVar

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac

from kimportal.web.email_addresses import canonical_email
from kimportal.web.masking import mask

log = logging.getLogger("kimportal.audit")
#: The address of whoever asks just now; empty outside a request.
current_client_ip = ContextVar("asked_from", default="")
#: Parts of an address that name a thing; elsewhere than on the staff site others may be secret.
NAMES = ("slug", "pk", "code", "name", "photo", "year")
#: Of each, so many letters at most: our own are shorter.
LONGEST = 200


def log_event(event, *, during=None, level=logging.INFO, **facts):
    """Write the line of one event, seen `during` a request; empty facts are left out."""
    told = {"event": event, **(request_context(during) if during else {}), **facts}
    told = {name: value for name, value in told.items() if value not in (None, "", {})}
    log.log(level, event, extra={"facts": told})


def request_context(request):
    """Who asks, from which address, for which page."""
    match = getattr(request, "resolver_match", None)
    person = getattr(request, "user", None)
    return {
        "who": person.pk if person is not None and person.is_authenticated else None,
        "ip": client_ip(request),
        "method": request.method,
        "page": match.view_name if match else None,
        "of": resource_ids(match) if match else None,
    }


def resource_ids(match):
    staff = match.namespaces == ["admin"]
    named = {name: part for name, part in match.kwargs.items() if staff or name in NAMES}
    # What a stranger typed into an address may be anything; numbers and UUIDs are ours.
    return {k: mask(v)[:LONGEST] if isinstance(v, str) else str(v) for k, v in named.items()}


def client_ip(request):
    """As the limits count it; a proxy that is not ours names nobody."""
    try:
        return get_client_ip(request) or ""
    except ImproperlyConfigured:
        return ""


def account_hash(email):
    """The same for the same address, and nothing that a reader of the log could turn back."""
    return salted_hmac("kimportal.audit", canonical_email(email)).hexdigest()[:24]


class AuditMiddleware:
    """Lets decisions know from where they came; a line for every answer that refused somebody."""

    events = {403: "refused", 429: "too_many"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = current_client_ip.set(client_ip(request))
        try:
            response = self.get_response(request)
        finally:
            current_client_ip.reset(token)
        event = getattr(request, "refusal", None) or self.events.get(response.status_code)
        if event:
            log_event(event, during=request, level=logging.WARNING)
        return response
