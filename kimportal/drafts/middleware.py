"""Keep what was typed, whatever becomes of a submitted form.

A form that was refused, or sent after the session had ended, is stored as a draft; the draft of a
form that was taken is deleted. The same form sent twice gets the answer of the first.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from kimportal.accounts.models import Person
from kimportal.drafts.form_recovery import redirects_to_sign_in
from kimportal.drafts.models import FormDraft
from kimportal.drafts.storing import (
    OF_ANOTHER,
    form_owner,
    is_from_queue,
    store_and_sign_in,
    store_form,
    submitted_form,
)
from kimportal.web.json_answers import json_answer
from kimportal.web.middleware import GetResponse
from kimportal.web.submitted_fields import content_digest

#: Pages of members; the staff site has kimportal/drafts/form_recovery.py.
FORM_PATHS = re.compile(r"^/(en/)?(anggota|akun)/")
SESSION_KEY = "sent_forms"  # [[key, digest, URL], …], the newest last
MAX_SENT = 20
#: A script (static/js/autosave.js) sends the form and follows redirects itself, so that a lost
#: connection leaves the form on the screen, not the browser's error page.
SCRIPT_HEADER = "X-Sent-By"
LOCATION_HEADER = "X-Form-Location"
STORED_HEADER = "X-Form-Stored"


def sent_keys(request: HttpRequest) -> list[str]:
    """Return the keys of the forms that this session has sent."""
    return [key for key, _digest, _url in request.session.get(SESSION_KEY, [])]


class ScriptRedirectMiddleware:
    """Name the next page in a header to a script, which could not see a redirect's address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if SCRIPT_HEADER not in request.headers or "Location" not in response:
            return response
        answer = HttpResponse(status=204, headers={LOCATION_HEADER: response["Location"]})
        answer.cookies = response.cookies
        return answer


class DraftMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "POST" or not FORM_PATHS.match(request.path_info):
            return response
        if is_from_queue(request):
            return self.after_queue(request, response)
        # Only of a form with a valid CSRF token, whose body could be read.
        is_read = response.status_code not in (400, 413)
        is_ours = is_read and getattr(request, "csrf_processing_done", False)
        if is_ours and (form := submitted_form(request)):
            response = self.after(request, form, response)
        if getattr(request, "draft_stored", False):
            response[STORED_HEADER] = "1"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.method != "POST" or not FORM_PATHS.match(request.path_info):
            return None
        if getattr(view, "only_stores", False):  # kimportal/drafts/views.py
            return None
        if not getattr(request, "csrf_processing_done", False) or not request.POST.get("key"):
            return None
        if not (request.user.is_authenticated and submitted_form(request)):
            return None
        token = request.POST.get("whose", "")
        if is_from_queue(request):
            # The queue knows whose its forms are, too; this is the second bolt.
            is_anothers = FormDraft.objects.is_of_another(token, request.user)
            return json_answer(403, error=OF_ANOTHER, again=True) if is_anothers else None
        if FormDraft.objects.is_of_another(token, request.user):
            return self.of_another(request)
        request.draft_digest = content_digest(request.POST, request.FILES)  # type: ignore[attr-defined]
        for key, digest, url in request.session.get(SESSION_KEY, []):
            if (key, digest) == (request.POST["key"], request.draft_digest):  # type: ignore[attr-defined]
                request.draft_stored = False  # type: ignore[attr-defined]
                return HttpResponseRedirect(url)
        return None

    def of_another(self, request: HttpRequest) -> HttpResponseBase:
        """Store the form of whoever used this phone before; never send it as somebody else."""
        if owner := FormDraft.objects.owner_from_token(request.POST.get("whose", "")):
            store_form(request, owner, submitted_form(request))
        request.draft_stored = True  # type: ignore[attr-defined]
        messages.warning(request, OF_ANOTHER)
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))

    def after(
        self, request: HttpRequest, form: str, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Store what was not taken; delete the draft of what was."""
        if hasattr(request, "draft_stored"):  # the view has done it
            return response
        is_redirect = response.status_code in (302, 303)
        try:
            if is_redirect and redirects_to_sign_in(request, response):
                signing_in = store_and_sign_in(request, form)
                signing_in.cookies = response.cookies
                return signing_in
            if is_redirect and not getattr(request, "nothing_changed", False):
                self.record_sent(request, form, response["Location"])
            elif response.status_code < 500 and (person := self.author(request, response)):
                store_form(request, person, form)
        except Http404:  # what the form is about is no longer theirs
            pass
        return response

    def after_queue(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Delete the draft of a form that was taken; what was not is still on the phone."""
        form = "" if hasattr(request, "draft_stored") else submitted_form(request)
        if form and response.status_code in (200, 201) and request.user.is_authenticated:
            FormDraft.objects.delete_sent(request.user, form, {request.POST.get("key", "")})
        return response

    def author(self, request: HttpRequest, response: HttpResponseBase) -> Person | None:
        """Return whose refused form this is.

        Who may not open the form did not fill it in, unless its token says that they once could.
        """
        if response.status_code in (403, 404, 405):
            return FormDraft.objects.owner_from_token(request.POST.get("whose", ""))
        return form_owner(request)

    def record_sent(self, request: HttpRequest, form: str, url: str) -> None:
        if not request.user.is_authenticated:
            return
        key = request.POST.get("key", "")
        restored = request.POST.get("restored", "")
        FormDraft.objects.delete_sent(request.user, form, {key, restored})
        if digest := getattr(request, "draft_digest", ""):
            before = request.session.get(SESSION_KEY, [])
            request.session[SESSION_KEY] = [*before, [key[:36], digest, url]][-MAX_SENT:]
