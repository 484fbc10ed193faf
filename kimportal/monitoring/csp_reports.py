"""Endpoint for browsers' reports of CSP violations: often the first sign of an XSS."""

import json
import logging
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kimportal.audit.security_log import log_event
from kimportal.web.sliding_window import RateLimit, client_network

MAX_BYTES = 16_000
MAX_URL_LENGTH = 300
LIMIT = RateLimit("csp_report", 10, 60)


@csrf_exempt
@require_POST
@never_cache
def csp_report(request: HttpRequest) -> HttpResponse:
    """Log the report, at most ten a minute per IP address; the answer never says which."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            raise ValueError
        report = json.loads(request.body)["csp-report"]
        fields = {
            "directive": str(report.get("effective-directive") or report["violated-directive"])[
                :60
            ],
            "blocked": origin(report.get("blocked-uri", "")),
            "document": origin(report.get("document-uri", "")),
        }
    except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError):
        return HttpResponse(status=400)
    if LIMIT.hit(client_network(request)):
        log_event("csp_violation", during=request, level=logging.WARNING, **fields)
    return HttpResponse(status=204)


def origin(url: object) -> str:
    """Return scheme and host, or the browser's keyword ("inline"); a path may be secret."""
    parts = urlsplit(str(url)[:MAX_URL_LENGTH])
    return f"{parts.scheme}://{parts.hostname}"[:100] if parts.hostname else parts.path[:20]
