"""Rate limit on refused requests of one IP address.

A refusal costs as much as a page: a token is compared, a page rendered, a line logged. Views
with a rate limit of their own are covered by it; this one covers all others, such as forms sent
to a public page or without their CSRF token.
"""

from collections.abc import Callable

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

#: High, because a village shares one address, and honest people are refused rarely.
LIMIT = {"refused": "300/5m/ip"}
REFUSALS = {403, 429}
SAFE = {"GET", "HEAD", "OPTIONS"}


class RefusalLimitMiddleware:
    """Answers 429 to unsafe requests of an address that was refused too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE:
            return self.get_response(request)
        if not count(request, dry_run=True):
            return too_many_refusals()
        response = self.get_response(request)
        if response.status_code in REFUSALS:
            count(request)
        return response


def count(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Count one refusal, unless `dry_run`; return False when the limit is reached."""
    return bool(
        ratelimit.consume(request, app="kimportal", action="refused", config=LIMIT, dry_run=dry_run)
    )


def too_many_refusals() -> HttpResponse:
    text = _("Too much was refused here in a short time. Wait five minutes and send it again.")
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=429)
    response["Retry-After"], response["Cache-Control"] = "300", "no-store"
    return response
