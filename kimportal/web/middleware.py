import logging
import re
import uuid
from contextvars import ContextVar
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import add_never_cache_headers

from kimportal.web.service_unavailable import Database, unavailable_response

request_id = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Name each request, so that a log line, a Decision and an error page can be matched."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = request.id
        return response


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


#: Everything else is for everyone, and looks the same to everyone.
PRIVATE = re.compile(rf"^/(en/)?(akun|anggota|{settings.ADMIN_PATH}|tentang/gaya)(/|$)")


#: Who asks these wants to know.
ASKED_ANYWAY = {"/healthz", "/readyz"}


class PublicMiddleware:
    """Public addresses never see a cookie, so that no page of theirs can depend on who looks.

    A stale or forged cookie is thereby met with silence, not with a new one: every answer may be
    kept by any cache. What is private is kept by none, and by no browser either.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_private = PRIVATE.match(request.path_info)
        if not is_private:
            request.COOKIES = {}
            if Database.is_away() and request.path_info not in ASKED_ANYWAY:
                return unavailable_response(request)
        # No cookie of ours holds a NUL, and PostgreSQL takes none.
        request.COOKIES = {n: text for n, text in request.COOKIES.items() if "\0" not in text}
        response = self.get_response(request)
        if is_private and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)  # some pages of allauth's say nothing
        return response


class NoNulMiddleware:
    """Refuse a signed-in address that holds a NUL: no link of ours does, PostgreSQL takes none.

    Public pages read their parameters through forms, and answer whatever they are asked.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        told = request.path_info + unquote(request.META.get("QUERY_STRING", ""))
        if "\0" in told and PRIVATE.match(request.path_info):
            raise SuspiciousOperation("an address with a NUL")
        return self.get_response(request)


class PathLocaleMiddleware(LocaleMiddleware):
    """The language comes from the address alone, so no answer varies by header or cookie."""

    def process_response(self, request, response):
        varied = response.get("Vary")
        response = super().process_response(request, response)
        if varied is None:
            response.headers.pop("Vary", None)
        else:
            response["Vary"] = varied
        return response


class ResourcePolicyMiddleware:
    """Other sites may not embed our answers unless the view has said so itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
