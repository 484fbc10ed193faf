"""WSGI application."""

import gc
import os
import re
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimportal.settings")
#: A parameter that names another charset than UTF-8, or is encoded in one (RFC 2231).
#: Possessive quantifiers (*+) never backtrack: the header is a stranger's, before any limit.
FOREIGN_CHARSET = re.compile(
    r';\s*+(charset\s*+=\s*+(?!"?utf-?8"?\s*+(;|$))|[^;=*]*+\*[^;=]*+=)[^;]*+', re.IGNORECASE
)
django_application = get_wsgi_application()
# All views are loaded and stay for good. Otherwise each full garbage collection would walk all of
# them, and delay some request by a tenth of a second.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[Any]:
    """Serve a request as UTF-8, whatever charset it declares.

    Django believes "charset=rot13", and fails on it before any middleware can answer.
    """
    if ";" in (content_type := environ.get("CONTENT_TYPE", "")):
        environ = {**environ, "CONTENT_TYPE": FOREIGN_CHARSET.sub("", content_type)}
    return django_application(environ, start_response)
