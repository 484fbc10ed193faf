"""When the database or the disk is away: say so, ask to come back, keep what was typed."""

import errno
import time

from django.db import InterfaceError, OperationalError
from django.shortcuts import render

from kimportal.web.submitted_fields import submitted_fields

#: What a full, broken or read-only disk says.
DISK = {errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT}
#: Seconds during which a database that could not be reached is not asked again for public pages:
#: nginx then gives its last good copy at once, and no thread waits for what is not there.
PAUSE = 2
#: Whose errors say that the object store does not answer as it should.
OBJECT_STORE = {"botocore", "boto3", "s3transfer"}
RETRY_AFTER = 30


class Overloaded(Exception):
    """Too many ask for something costly at once; whoever comes back in a moment is served."""


def is_outage(error):
    """Whether this error is of the engines under the portal and will pass, not a fault of ours."""
    if isinstance(error, OperationalError | InterfaceError | Overloaded):
        return True
    if isinstance(error, OSError) and error.errno in DISK:
        return True
    return type(error).__module__.partition(".")[0] in OBJECT_STORE


class Database:
    """Whether this process could not reach the database a moment ago."""

    away_until = float("-inf")

    @classmethod
    def remember(cls, error):
        if cannot_be_reached(error):
            cls.away_until = time.monotonic() + PAUSE

    @classmethod
    def is_away(cls):
        return time.monotonic() < cls.away_until


def cannot_be_reached(error):
    """No connection to be had (SQLSTATE 08…, 57P…, or none at all), not a question gone wrong."""
    cause = error.__cause__
    if not isinstance(error, OperationalError) or not type(cause).__module__.startswith("psycopg"):
        return False
    return (getattr(cause, "sqlstate", None) or "08").startswith(("08", "57P"))


def unavailable_response(request):
    """503 with Retry-After; a form that could not be stored comes back as it was typed."""
    context = {"typed": submitted_fields(request), "token": csrf_of(request)}
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def csrf_of(request):
    """The token the form came with: it still fits the visitor's cookie."""
    return request.POST.get("csrfmiddlewaretoken", "") if request.method == "POST" else ""
