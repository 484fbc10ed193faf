import sys

from django.shortcuts import render
from django.utils.translation import gettext as _

from kimportal.web.links import member_url, redirect_to_owner
from kimportal.web.middleware import PRIVATE
from kimportal.web.permissions import NotFoundWithReason, StaleAction
from kimportal.web.service_unavailable import Database, is_outage, unavailable_response
from kimportal.web.submitted_fields import resubmit_context, submitted_fields


def is_private_path(request):
    """Whether this address is one of the signed-in pages."""
    return bool(PRIVATE.match(request.path_info))


def submitted_text(request):
    """What a form of ours told a page that is gone or closed by now: given back to be copied."""
    return submitted_fields(request) if getattr(request, "csrf_processing_done", False) else []


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    """The reason; a member who only came too late is led on, unless there are words to copy."""
    words, late = submitted_text(request), isinstance(exception, StaleAction)
    if late and not words and not request.resolver_match.namespaces:
        return redirect_to_owner(request, exception)
    context = {
        "reason": str(exception or ""),
        "typed": words,
        "instead": member_url(exception.item) if late else "",
        "is_own": is_private_path(request),
    }
    return render(request, "403.html", context, status=403)


def csrf_failure(request, reason=""):
    request.refusal = "csrf_failed"
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    if hasattr(view, "store_refused_form") and (response := view.store_refused_form(request)):
        return response
    reason = _("This form was open too long or in another window. Go back, reload and send again.")
    context = {
        "reason": reason,
        "again": resubmit_context(request),
        "is_own": is_private_path(request),
    }
    return render(request, "403.html", context, status=403)


def page_not_found(request, exception=None):
    facts = {
        "typed": submitted_text(request),
        "is_own": is_private_path(request),
        "reason": str(exception) if isinstance(exception, NotFoundWithReason) else "",
    }
    return render(request, "404.html", facts, status=404)


def too_many(request):
    """What allauth answers where its limits end; the page says five minutes as well."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


def server_error(request):
    error = sys.exc_info()[1]
    if is_outage(error):
        Database.remember(error)
        return unavailable_response(request)
    return render(request, "500.html", {"request_id": getattr(request, "id", "")}, status=500)
