"""Keep a form that was submitted after the session had ended, and offer it after signing in.

Staff must also repeat their second factor after half an hour. The response to such a form is a
redirect to the sign-in; the session keeps the fields for the form's page. (DraftMiddleware stores
the forms of members' pages as drafts, which are shown in the form itself.)
"""

import re
import time
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from kimportal.accounts import devices
from kimportal.web.middleware import GetResponse
from kimportal.web.submitted_fields import submitted_fields

SESSION_KEY = "recovered_form"
#: Characters. Less is typed again quickly; no form of ours holds more.
MIN_LENGTH, MAX_LENGTH = 20, 100_000
MAX_AGE = 60 * 60  # seconds
#: Pages with our forms; allauth's account pages ask for the password again by themselves.
FORM_PATHS = re.compile(rf"^/(en/)?(anggota|{settings.ADMIN_PATH})/")


class FormRecoveryMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "POST" and FORM_PATHS.match(request.path_info):
            if hasattr(request, "draft_stored"):
                pass  # DraftMiddleware has answered
            elif redirects_to_sign_in(request, response):
                page = page_of_form(request)
                sign_in_url = response["Location"].partition("?")[0]
                response["Location"] = f"{sign_in_url}?{urlencode({'next': page})}"
                keep_fields(request, page)
            elif response.status_code == 302:
                request.session.pop(SESSION_KEY, None)
        return response


def redirects_to_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether nobody was signed in, and the view names no other page to return to."""
    location = urlsplit(response.get("Location", ""))
    sign_in_urls = {reverse(settings.LOGIN_URL), reverse("admin:login")}
    next_url = dict(parse_qsl(location.query)).get("next")
    return (
        response.status_code == 302
        and location.path in sign_in_urls
        and next_url == request.get_full_path()
    )


def page_of_form(request: HttpRequest) -> str:
    """Return the URL of the page with the form: the URL it is sent to may accept only POST."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        location = urlsplit(referer)
        if FORM_PATHS.match(location.path):
            return f"{location.path}?{location.query}" if location.query else location.path
    return request.get_full_path()


def keep_fields(request: HttpRequest, page: str) -> None:
    """Keep the fields of a form with a valid CSRF token, for the last account of this device."""
    fields, owner = submitted_fields(request), owner_of(request)
    size = sum(len(value) for _name, value in fields)
    if (
        owner
        and MIN_LENGTH <= size <= MAX_LENGTH
        and getattr(request, "csrf_processing_done", False)
    ):
        to = request.get_full_path()
        kept = {"page": page, "to": to, "fields": fields, "owner": owner, "at": time.time()}
        request.session[SESSION_KEY] = kept


def owner_of(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return devices.device_owner(request.user.email)
    return devices.last_device_owner(request)


def kept_for_page(request: HttpRequest) -> dict[str, Any] | None:
    """Return what is kept for this page and this person, or None."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["page"] != request.get_full_path() or time.time() - kept["at"] > MAX_AGE:
        return None
    return kept if kept["owner"] == owner_of(request) else None


def recovered_form(request: HttpRequest) -> dict[str, Any]:
    """Context processor; lazy, since public pages must read no session."""
    return {"recovered_form": SimpleLazyObject(partial(kept_for_page, request))}
