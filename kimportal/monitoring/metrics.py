"""Prometheus metrics of all worker processes, kept in files that `manage.py metrics` sums up.

Imported only where METRICS_FOLDER is set: the library comes from kimportal/deploy/monitoring.txt.
"""

import logging
import os
import time
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kimportal.web.middleware import GetResponse

FOLDER = settings.METRICS_FOLDER
Path(FOLDER).mkdir(parents=True, exist_ok=True)
# The library reads this once, when it is imported, to learn that there are many processes.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = FOLDER

from prometheus_client import Counter, Histogram  # noqa: E402

REQUESTS = Counter(
    "portal_requests", "Requests answered, by the name of the page.", ["page", "status"]
)
SECONDS = Histogram(
    "portal_request_seconds",
    "Seconds until the answer began.",
    ["page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
EVENTS = Counter("portal_security_events", "Lines of kimportal.audit, by event.", ["event"])


class MetricsMiddleware:
    """Measure the number and duration of requests."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = self.get_response(request)
        # By view name and never by path, so that a scanner cannot create new series.
        page = request.resolver_match.view_name if request.resolver_match else "none"
        SECONDS.labels(page).observe(time.perf_counter() - start)
        REQUESTS.labels(page, f"{response.status_code // 100}xx").inc()
        return response


class SecurityEventCounter(logging.Handler):
    """Count security events as they are logged."""

    def emit(self, record: logging.LogRecord) -> None:
        fields = getattr(record, "fields", {})
        if "event" in fields:
            EVENTS.labels(fields["event"]).inc(fields.get("count", 1))
