"""Faults told to Sentry, when SENTRY_DSN names one: what broke and where, and nobody's data."""

import re

from django.conf import settings

from kimportal.web.masking import mask
from kimportal.web.middleware import request_id

#: All that leaves; whatever a later version of the library adds stays here.
TOLD = {
    *("event_id", "timestamp", "platform", "level", "logger", "message", "logentry", "exception"),
    *("transaction", "transaction_info", "environment", "sdk"),
}
IP = re.compile(
    r"(?<![\w.])(\d{1,3}\.){3}\d{1,3}(?![\w.])|(?<!\w)([0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}"
)


def watch(dsn):
    # Here, for the library is installed only where faults are watched.
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        environment=settings.SITE_URL,
        before_send=scrubbed,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
    )


def scrubbed(event, hint):
    """The event without cookies, headers, bodies, queries, variables, addresses and names."""
    kept = {name: clean(part) for name, part in event.items() if name in TOLD}
    if "logentry" in kept:
        kept["logentry"].pop("params", None)
    asked = event.get("request", {})
    kept["request"] = {"method": asked.get("method", "")}
    kept["tags"] = {"request": request_id.get()}
    return kept


def clean(part):
    if isinstance(part, str):
        return IP.sub("[ip]", mask(part))
    if isinstance(part, dict):
        return {name: clean(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [clean(value) for value in part]
    return part
