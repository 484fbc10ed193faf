"""Responses that take the same time whether or not an account exists (SECURITY_BAR R27)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest


def start(request: HttpRequest) -> None:
    request.constant_time_start = time.monotonic()  # type: ignore[attr-defined]


def finish(request: HttpRequest) -> None:
    """Wait until AUTH_RESPONSE_SECONDS have passed since start(); without start(), do nothing."""
    started = getattr(request, "constant_time_start", None)
    if started is not None:
        time.sleep(max(0, started + settings.AUTH_RESPONSE_SECONDS - time.monotonic()))


@contextmanager
def constant_time(request: HttpRequest) -> Iterator[None]:
    start(request)
    yield
    finish(request)
