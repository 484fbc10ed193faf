import logging
import uuid
from contextvars import ContextVar

from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware

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


def is_public(response):
    return "public" in response.get("Cache-Control", "")


class QuietSessionMiddleware(SessionMiddleware):
    """Public pages answer a stale or forged session cookie with silence, not with a new cookie."""

    def process_response(self, request, response):
        if is_public(response) and not request.session.accessed:
            return response
        return super().process_response(request, response)


class QuietCsrfMiddleware(CsrfViewMiddleware):
    """The same for a forged CSRF cookie: no form on a public page posts anything."""

    def process_response(self, request, response):
        return response if is_public(response) else super().process_response(request, response)


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
