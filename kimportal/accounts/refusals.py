"""What an address may ask once it has been refused again and again.

A refusal costs as much as a page: a token is compared, a page is drawn, a line is logged. Where a
view has a limit of its own, that limit ends it; where none has (a form sent to a public page, a
form without its token), this one does.
"""

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.utils.translation import gettext as _

#: Refusals of one address; high, because a village shares one, and honest people meet few.
LIMIT = {"refused": "300/5m/ip"}
REFUSALS = {403, 429}
SAFE = {"GET", "HEAD", "OPTIONS"}


class RefusalLimitMiddleware:
    """Answer 429 at once to forms from an address that was refused too often; pages stay open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE:
            return self.get_response(request)
        if not count(request, dry_run=True):
            return stopped()
        response = self.get_response(request)
        if response.status_code in REFUSALS:
            count(request)
        return response


def count(request, *, dry_run=False):
    """Count one refusal, or with `dry_run` only ask; falsy when there were too many."""
    return ratelimit.consume(
        request, app="kimportal", action="refused", config=LIMIT, dry_run=dry_run
    )


def stopped():
    sentence = _("Too much was refused here in a short time. Wait five minutes and send it again.")
    response = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=429)
    response["Retry-After"], response["Cache-Control"] = "300", "no-store"
    return response
