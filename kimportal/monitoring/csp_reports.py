"""Where browsers tell that a page tried what our policy forbids: often the first sign of an XSS."""

import json
import logging
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kimportal.audit.security_log import log_event
from kimportal.web.sliding_window import RateLimit, client_network

LONGEST = 16_000
#: Only the host of an address is logged, and none is longer.
MAX_ADDRESS_LENGTH = 300
LIMIT = RateLimit("csp_report", 10, 60)


@csrf_exempt
@require_POST
@never_cache
def csp_report(request):
    """One line a report, a few each minute from one address; browsers are told nothing."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
            raise ValueError
        told = json.loads(request.body)["csp-report"]
        facts = {
            "directive": str(told.get("effective-directive") or told["violated-directive"])[:60],
            "blocked": place(told.get("blocked-uri", "")),
            "on": place(told.get("document-uri", "")),
        }
    except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError):
        return HttpResponse(status=400)
    if LIMIT.hit(client_network(request)):
        log_event("csp_violation", during=request, level=logging.WARNING, **facts)
    return HttpResponse(status=204)


def place(address):
    """Scheme and host, or the browser's own word ("inline"); no path, which may be secret."""
    parts = urlsplit(str(address)[:MAX_ADDRESS_LENGTH])
    return f"{parts.scheme}://{parts.hostname}"[:100] if parts.hostname else parts.path[:20]
