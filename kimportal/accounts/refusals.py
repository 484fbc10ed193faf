"""Limit on refused requests: a refusal costs as much as a page.

Where a view has a limit of its own, that limit ends it; where none has (a form sent to a public
page, a form without its token), this one does.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kimportal.web.sliding_window import RateLimit, client_network

#: Refusals of one address; high, because a village shares one, and honest people meet few.
LIMIT = RateLimit("refused", 300, 5 * 60)
REFUSAL_STATUSES = {403, 429}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class RefusalLimitMiddleware:
    """Answer 429 at once to forms from an address that was refused too often; pages stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
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
    sentence = _("Too much was refused here in a short time. Wait five minutes and send it again.")
    response = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=429)
    response["Retry-After"], response["Cache-Control"] = "300", "no-store"
    return response
