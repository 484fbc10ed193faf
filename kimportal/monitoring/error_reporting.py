"""Error reports to Sentry, if SENTRY_DSN is set: what failed and where, without personal data."""

import re
from typing import Any

from django.conf import settings

from kimportal.web.masking import mask
from kimportal.web.middleware import request_id

#: Keys of an event that are sent. Whatever a later version of the library adds is not.
ALLOWED_KEYS = {
    *("event_id", "timestamp", "platform", "level", "logger", "message", "logentry", "exception"),
    *("transaction", "transaction_info", "environment", "sdk"),
}
IP = re.compile(
    r"(?<![\w.])(\d{1,3}\.){3}\d{1,3}(?![\w.])|(?<!\w)([0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}"
)


def init_sentry(dsn: str) -> None:
    """Start reporting errors."""
    # Imported here: the library is installed only where errors are reported.
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        environment=settings.SITE_URL,
        before_send=scrub_event,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
    )


def scrub_event(event: Any, hint: dict[str, Any]) -> Any:
    """Return the event without cookies, headers, bodies, queries, variables, IPs and names."""
    scrubbed = {key: scrub(value) for key, value in event.items() if key in ALLOWED_KEYS}
    if "logentry" in scrubbed:
        scrubbed["logentry"].pop("params", None)
    scrubbed["request"] = {"method": event.get("request", {}).get("method", "")}
    scrubbed["tags"] = {"request": request_id.get()}
    return scrubbed


def scrub(value: Any) -> Any:
    """Mask every text in a value, however deep."""
    if isinstance(value, str):
        return IP.sub("[ip]", mask(value))
    if isinstance(value, dict):
        return {key: scrub(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [scrub(entry) for entry in value]
    return value
