"""Security events as JSON lines: what happened, who did it, from where, to what (ASVS 16.2).

People are named by their id, unknown accounts by a keyed hash. No line holds a password, a code,
a token or text that somebody typed.
"""

import logging
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from kimportal.web.email_addresses import canonical_email
from kimportal.web.masking import mask
from kimportal.web.middleware import GetResponse

if TYPE_CHECKING:
    from django.urls import ResolverMatch

log = logging.getLogger("kimportal.audit")
#: IP address of the client of the present request; "" outside a request.
current_client_ip = ContextVar("current_client_ip", default="")
#: URL parameters that identify a resource; others are logged on the staff site only: they may be
#: secret tokens.
RESOURCE_PARAMETERS = ("slug", "pk", "code", "name", "photo", "year")
#: Characters of a parameter that are logged; our own are shorter.
MAX_PARAMETER_LENGTH = 200


def log_event(
    event: str, *, during: HttpRequest | None = None, level: int = logging.INFO, **values: Any
) -> None:
    """Log an event, with the context of the request `during` which it happened."""
    fields = {"event": event, **(request_context(during) if during else {}), **values}
    fields = {name: value for name, value in fields.items() if value not in (None, "", {})}
    log.log(level, event, extra={"fields": fields})


def request_context(request: HttpRequest) -> dict[str, Any]:
    """Return the person, IP address, method and view of a request."""
    match = getattr(request, "resolver_match", None)
    person = getattr(request, "user", None)
    return {
        "user_id": person.pk if person is not None and person.is_authenticated else None,
        "ip": client_ip(request),
        "method": request.method,
        "view": match.view_name if match else None,
        "resource": resource_ids(match) if match else None,
    }


def resource_ids(match: "ResolverMatch") -> dict[str, str]:
    """Return the URL parameters that identify what was asked for."""
    is_staff_site = match.namespaces == ["admin"]
    parameters = {
        name: value
        for name, value in match.kwargs.items()
        if is_staff_site or name in RESOURCE_PARAMETERS
    }
    # Text in a URL may be anything a stranger typed; numbers and UUIDs are ours.
    return {
        name: mask(value)[:MAX_PARAMETER_LENGTH] if isinstance(value, str) else str(value)
        for name, value in parameters.items()
    }


def client_ip(request: HttpRequest) -> str:
    """Return the IP address that rate limits count; "" behind a proxy that is not ours."""
    try:
        return get_adapter().get_client_ip(request)
    except (ImproperlyConfigured, PermissionDenied):
        return ""


def account_hash(email: str) -> str:
    """Return a keyed hash of the address: equal for equal addresses, and irreversible."""
    return salted_hmac("kimportal.audit", canonical_email(email)).hexdigest()[:24]


class AuditMiddleware:
    """Store the client's IP address for audit events, and log every refused request."""

    events = {403: "refused", 429: "too_many"}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = current_client_ip.set(client_ip(request))
        try:
            response = self.get_response(request)
        finally:
            current_client_ip.reset(token)
        event = getattr(request, "refusal", None) or self.events.get(response.status_code)
        if event:
            log_event(event, during=request, level=logging.WARNING)
        return response
