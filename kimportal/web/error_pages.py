"""Error pages. They return the submitted text, so that nobody has to type it again."""

import sys

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kimportal.web.json_answers import json_answer, wants_json
from kimportal.web.links import member_url, redirect_to_owner
from kimportal.web.middleware import PRIVATE_PATHS
from kimportal.web.permissions import NotFoundWithReason, StaleAction
from kimportal.web.service_unavailable import Database, is_outage, unavailable_response
from kimportal.web.submitted_fields import resubmit_context, submitted_fields

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def is_private_path(request: HttpRequest) -> bool:
    """Return whether this path is one of the signed-in pages."""
    return bool(PRIVATE_PATHS.match(request.path_info))


def submitted_text(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a submitted form of ours, to be copied from the error page."""
    return submitted_fields(request) if getattr(request, "csrf_processing_done", False) else []


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if wants_json(request):
        # Django answers 400 to what is too much, too.
        return json_answer(413 if isinstance(exception, TOO_MUCH) else 400)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show the reason; redirect a stale action of a member, unless there is text to copy."""
    if wants_json(request):
        return json_answer(403, error=str(exception or ""))
    fields, stale = submitted_text(request), None
    if isinstance(exception, StaleAction):
        stale = exception
        if not fields and request.resolver_match and not request.resolver_match.namespaces:
            return redirect_to_owner(request, exception)
    context = {
        "reason": str(exception or ""),
        "submitted_fields": fields,
        "target_url": member_url(stale.obj) if stale else "",
        "is_own": is_private_path(request),
    }
    return render(request, "403.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what to do, with the submitted form and a new token."""
    request.refusal = "csrf_failed"  # type: ignore[attr-defined]
    reason = _("This form was open too long or in another window. Go back, reload and send again.")
    if wants_json(request):
        return json_answer(403, error=reason, again=True)  # a phone asks for a new token
    context = {
        "reason": reason,
        "resubmit": resubmit_context(request),
        "is_own": is_private_path(request),
    }
    return render(request, "403.html", context, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if wants_json(request):
        return json_answer(404)
    context = {
        "submitted_fields": submitted_text(request),
        "is_own": is_private_path(request),
        "reason": str(exception) if isinstance(exception, NotFoundWithReason) else "",
    }
    return render(request, "404.html", context, status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the 429 of allauth's rate limits; the page says five minutes as well."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 503 during an outage of database or disk, else 500 with the request's id."""
    error = sys.exc_info()[1]
    if error and is_outage(error):
        Database.record(error)
        return unavailable_response(request)
    return render(request, "500.html", {"request_id": getattr(request, "id", "")}, status=500)
