"""Outages of database, disk or object store: 503 with Retry-After, and the submitted fields."""

import errno
import time

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kimportal.web.json_answers import json_answer, wants_json
from kimportal.web.submitted_fields import submitted_fields

#: Errors of a full, broken or read-only disk.
DISK_ERRORS = {errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT}
#: Seconds during which public pages do not try a database that was down: nginx then serves its
#: last good copy at once, and no thread waits for a connection.
RETRY_DELAY = 2
#: Packages whose errors mean that the object store fails.
OBJECT_STORE_PACKAGES = {"botocore", "boto3", "s3transfer"}
RETRY_AFTER = 30


class Overloaded(Exception):
    """Too many costly requests at once; a retry in a moment will succeed."""


def is_outage(error: BaseException) -> bool:
    """Return whether this error comes from the infrastructure and will pass: no bug of ours."""
    if isinstance(error, OperationalError | InterfaceError | Overloaded):
        return True
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        return True
    return type(error).__module__.partition(".")[0] in OBJECT_STORE_PACKAGES


class Database:
    """Circuit breaker of this process: whether the database was unreachable a moment ago."""

    down_until = float("-inf")

    @classmethod
    def record(cls, error: BaseException) -> None:
        """Open the circuit for a moment if the error is a failed connection."""
        if is_connection_error(error):
            cls.down_until = time.monotonic() + RETRY_DELAY

    @classmethod
    def is_down(cls) -> bool:
        return time.monotonic() < cls.down_until


def is_connection_error(error: BaseException) -> bool:
    """Return whether no connection could be made (SQLSTATE 08…, 57P…, or none at all)."""
    cause = error.__cause__
    if not isinstance(error, OperationalError) or not type(cause).__module__.startswith("psycopg"):
        return False
    return (getattr(cause, "sqlstate", None) or "08").startswith(("08", "57P"))


def unavailable_response(request: HttpRequest) -> HttpResponse:
    """Return 503 with Retry-After, and a form that could not be stored as it was submitted."""
    if wants_json(request):
        response: HttpResponse = json_answer(503)
    else:
        context = {"submitted_fields": submitted_fields(request), "token": csrf_token(request)}
        response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def csrf_token(request: HttpRequest) -> str:
    """Return the submitted token: it still matches the visitor's cookie."""
    return request.POST.get("csrfmiddlewaretoken", "") if request.method == "POST" else ""
