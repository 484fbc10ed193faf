"""Answers that take the same time whatever they found (SECURITY_BAR R27)."""

import time
from contextlib import contextmanager

from django.conf import settings


def start(request):
    request.paced_from = time.monotonic()


def finish(request):
    """Wait until settings.ANSWER_AFTER seconds have passed since `start`; at once without one."""
    begun = getattr(request, "paced_from", None)
    if begun is not None:
        time.sleep(max(0, begun + settings.AUTH_RESPONSE_SECONDS - time.monotonic()))


@contextmanager
def constant_time(request):
    start(request)
    yield
    finish(request)
