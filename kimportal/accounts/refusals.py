"""Rate limit on refused requests of one IP address, since a refusal costs as much as a page.

It covers what no limit of a view does: forms sent to a public page or without their CSRF token.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from kimportal.web.sliding_window import RateLimit, client_network

#: High, because a village shares one address, and honest people are refused rarely.
LIMIT = RateLimit("refused", 300, 5 * 60)
REFUSAL_STATUSES = {403, 429}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class RefusalLimitMiddleware:
    """Answers 429 to unsafe requests of an address that was refused too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        key = client_network(request)
        if LIMIT.is_exhausted(key):
            return too_many_refusals()
        response = self.get_response(request)
        if response.status_code in REFUSAL_STATUSES:
            LIMIT.hit(key)
        return response


def too_many_refusals() -> HttpResponse:
    """Return a plain-text 429 with Retry-After."""
    text = _("Too much was refused here in a short time. Wait five minutes and send it again.")
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=429)
    response["Retry-After"], response["Cache-Control"] = "300", "no-store"
    return response
