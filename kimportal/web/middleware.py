"""Middleware; settings.MIDDLEWARE has the order."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import add_never_cache_headers

from kimportal.web.service_unavailable import Database, unavailable_response

GetResponse = Callable[[HttpRequest], HttpResponseBase]

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Give each request an id that log lines, audit events and error pages share."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.id = uuid.uuid4().hex  # type: ignore[attr-defined]
        token = request_id.set(request.id)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


class RequestIdFilter(logging.Filter):
    """Add the request's id to log records."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


#: Paths with a session. Everything else is public, and the same for everyone.
PRIVATE_PATHS = re.compile(rf"^/(en/)?(akun|anggota|{settings.ADMIN_PATH}|tentang/gaya)(/|$)")


#: Answered even while the database is known to be down: they report it.
HEALTH_PATHS = {"/healthz", "/readyz"}


class PublicMiddleware:
    """Remove cookies from public requests, so that no public page can depend on who reads it.

    A stale or forged cookie is ignored, not replaced by a new one: any cache may keep any public
    answer. Private answers are kept by no cache, not even the browser's.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_private = PRIVATE_PATHS.match(request.path_info)
        if not is_private:
            request.COOKIES = {}
            if Database.is_down() and request.path_info not in HEALTH_PATHS:
                return unavailable_response(request)
        # No cookie of ours contains NUL, and PostgreSQL refuses it.
        request.COOKIES = {n: text for n, text in request.COOKIES.items() if "\0" not in text}
        response = self.get_response(request)
        if is_private and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)  # some pages of allauth set nothing
        return response


class NoNulMiddleware:
    """Refuse private URLs with NUL: no link of ours has one, and PostgreSQL refuses it.

    Public pages read their parameters through forms, which remove it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        url = request.path_info + unquote(request.META.get("QUERY_STRING", ""))
        if "\0" in url and PRIVATE_PATHS.match(request.path_info):
            raise SuspiciousOperation("an address with a NUL")
        return self.get_response(request)


class PathLocaleMiddleware(LocaleMiddleware):
    """Take the language from the path alone, so no answer varies by header or cookie."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        vary = response.get("Vary")
        response = super().process_response(request, response)
        if vary is None:
            response.headers.pop("Vary", None)
        else:
            response["Vary"] = vary
        return response


#: What pages of other sites may read: open data, API, log, feeds, calendars and public files.
OPEN_PATHS = re.compile(
    rf"^(/(en/)?(api|data|catatan)/|/(en/)?(materi|kegiatan)/feed/$|/(en/)?\S+\.(csv|xlsx|ics)$"
    rf"|/(en/)?materi/[^/]+/(unduh|berkas)/|/(en/)?v/[^/]+/qr\.svg$"
    rf"|{re.escape(urlsplit(settings.MEDIA_URL).path)})"
)
#: Nobody is signed in at these addresses, so any origin may read them (Fetch, CORS protocol).
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Content-Range, ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT_HEADERS = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class ResourcePolicyMiddleware:
    """Forbid other sites to read our answers, except what is open data."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not OPEN_PATHS.match(path) or PRIVATE_PATHS.match(path):
            response = self.get_response(request)
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
            return response
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=PREFLIGHT_HEADERS)
        else:
            response = self.get_response(request)
        for name, value in OPEN_HEADERS.items():
            response.headers[name] = value
        return response
