"""The answer to a form with an outdated CSRF token: nothing that was typed is lost."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.generic.edit import FormMixin

from kimportal.drafts.storing import is_from_queue, store_refused_form
from kimportal.web import error_pages
from kimportal.web.submitted_fields import is_from_our_page, submitted_fields


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Open the form again with what was typed, or show it on an error page."""
    request.refusal = "csrf_failed"  # type: ignore[attr-defined]
    if is_from_queue(request):
        return error_pages.csrf_failure(request, reason)
    stored = store_refused_form(request)
    if stored and "application/json" in request.headers.get("Accept", ""):  # while somebody types
        return JsonResponse({"kept": True})
    if response := stored or reopened_page(request):
        return response
    return error_pages.csrf_failure(request, reason)


def reopened_page(request: HttpRequest) -> HttpResponse | None:
    """Return the page of a form of ours with what was typed and a new token, if it has a form.

    For forms that are not drafts: sign-in and sign-up, whose tokens change when somebody signs in
    in another tab, and forms of the staff site. Passwords and files are given again.
    """
    match = request.resolver_match
    view = getattr(getattr(match, "func", None), "view_class", None)
    if not (match and view and issubclass(view, FormMixin) and is_from_our_page(request)):
        return None
    typed = dict(submitted_fields(request))
    said = _("This page was open too long, or you signed in in another tab. Please send it again.")
    if request.FILES:
        said = f"{said} " + _("The file has to be chosen again.")
    messages.warning(request, said)
    request.method = "GET"
    response: Any = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "context_data") and (form := response.context_data.get("form")):
        form.initial |= {name: text for name, text in typed.items() if name in form.fields}
        response.status_code = 403
        response.render()
    return response
