"""What many worker processes count, in files that one process adds up (`manage.py metrics`).

Imported only where METRICS_FOLDER is set: the library comes from kimportal/deploy/monitoring.txt.
"""

import logging
import os
import time
from pathlib import Path

from django.conf import settings

FOLDER = settings.METRICS_FOLDER
Path(FOLDER).mkdir(parents=True, exist_ok=True)
# The library looks here once, when it is imported, to learn that there are many processes.
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
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        # By name and never by address, so that a scanner makes no new series.
        page = request.resolver_match.view_name if request.resolver_match else "none"
        SECONDS.labels(page).observe(time.perf_counter() - began)
        REQUESTS.labels(page, f"{response.status_code // 100}xx").inc()
        return response


class EventCounter(logging.Handler):
    """Counts the lines of security events as they are written."""

    def emit(self, record):
        facts = getattr(record, "facts", {})
        if "event" in facts:
            EVENTS.labels(facts["event"]).inc(facts.get("count", 1))
