"""The service worker, and the pages about working without signal."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import TemplateView

from kimportal.offline.models import MAX_PIECE, ArrivingFile
from kimportal.offline.pages import offline_pages
from kimportal.offline.person import person_id
from kimportal.web.json_answers import json_answer
from kimportal.web.views import MemberPage, PublicPage

#: The worker runs two files of ours and asks this server; it needs nothing else.
WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker; at the root, since it may only serve paths below its own."""
    response = render(request, "kimportal/offline/sw.js", content_type="text/javascript")
    response["Content-Security-Policy"] = WORKER_POLICY
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


class NoSignalPage(PublicPage, TemplateView):
    """What the worker shows when there is no signal and no kept copy of a page."""

    template_name = "kimportal/offline/no_signal.html"


class OfflinePage(MemberPage, TemplateView):  # type: ignore[misc]  # both name the methods
    """ "Siap tanpa sinyal": keep pages on this phone; see what waits to be sent."""

    template_name = "kimportal/offline/offline.html"


@require_safe
@never_cache
def whoami(request: HttpRequest) -> HttpResponseBase:
    """Tell the phone whether the portal answers, whose session it has, and a CSRF token."""
    if not request.user.is_authenticated:
        return json_answer(401)
    return json_answer(200, person=person_id(request.user), token=get_token(request))


@require_safe
@never_cache
def pages(request: HttpRequest) -> HttpResponseBase:
    """Return the paths to keep on the phone, as JSON."""
    if not request.user.is_authenticated:
        return json_answer(401)
    return json_answer(200, pages=offline_pages(request.user))


@require_http_methods(["GET", "POST"])
@never_cache
def arriving_file(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """Tell how much of a file is here, or store its next piece (the body, from ?from=)."""
    if not request.user.is_authenticated:
        return json_answer(401)
    files = ArrivingFile.objects
    if request.method == "GET":
        return json_answer(200, received=files.received(request.user, sha256))
    piece = request.FILES.get("piece")
    offset = request.POST.get("from", "")
    if piece is None or not piece.size or piece.size > MAX_PIECE or not offset.isdecimal():
        return json_answer(400)
    received = files.add(request.user, sha256, int(offset[:9]), piece.read())
    return json_answer(413) if received is None else json_answer(200, received=received)
