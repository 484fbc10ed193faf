"""Forms that found nobody signed in: back to their page afterwards, with the words that were typed.

A session ends while somebody writes, and staff show their second step anew after half an hour. Then
the answer to a form is the way to the sign-in. (Forms of events keep more, and by themselves:
campaigns/events/models/draft.py.)
"""

import re
import time
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from kimportal.accounts import devices
from kimportal.web.submitted_fields import submitted_fields

SLOT = "kept_words"
#: Less is typed again sooner than read; more than any form of ours holds.
LEAST, MOST = 20, 100_000
KEPT = 60 * 60
#: Pages with forms of ours; the account's own pages ask for the password by themselves.
OURS = re.compile(rf"^/(en/)?(anggota|{settings.ADMIN_PATH})/")


class FormRecoveryMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and OURS.match(request.path_info):
            if leads_to_sign_in(request, response):
                page = page_of_form(request)
                door = response["Location"].partition("?")[0]
                response["Location"] = f"{door}?{urlencode({'next': page})}"
                keep(request, page)
            elif response.status_code == 302:
                request.session.pop(SLOT, None)
        return response


def leads_to_sign_in(request, response):
    """Unless the view knows better where to come back to."""
    there = urlsplit(response.get("Location", ""))
    doors = {reverse(settings.LOGIN_URL), reverse("admin:login")}
    wanted = dict(parse_qsl(there.query)).get("next")
    return (
        response.status_code == 302
        and there.path in doors
        and wanted == request.get_full_path()
        and "whose" not in request.POST
    )


def page_of_form(request):
    """Where the form stood: an address that only takes forms would show nothing."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        there = urlsplit(came_from)
        if OURS.match(there.path):
            return f"{there.path}?{there.query}" if there.query else there.path
    return request.get_full_path()


def keep(request, page):
    """Only from a form of our own, and only for an account that is known on this device."""
    words, owner = submitted_fields(request), owner_of(request)
    size = sum(len(value) for _name, value in words)
    if owner and LEAST <= size <= MOST and getattr(request, "csrf_processing_done", False):
        to = request.get_full_path()
        told = {"page": page, "to": to, "words": words, "owner": owner, "at": time.time()}
        request.session[SLOT] = told


def owner_of(request):
    if request.user.is_authenticated:
        return devices.device_owner(request.user.email)
    return devices.last_device_owner(request)


def for_this_page(request):
    """What is kept for the page asked for and the one who asks, or None."""
    kept = request.session.get(SLOT)
    if not kept or kept["page"] != request.get_full_path() or time.time() - kept["at"] > KEPT:
        return None
    return kept if kept["owner"] == owner_of(request) else None


def kept_words(request):
    """For templates, which look only where they name it: public pages read no session."""
    return {"kept_words": SimpleLazyObject(partial(for_this_page, request))}
