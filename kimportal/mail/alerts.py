"""What a person must hear of at once: a line in the log, and a letter to whoever watches."""

import hashlib
import logging

from django.conf import settings
from django.utils import timezone

from kimportal.mail.models import OutgoingEmail

log = logging.getLogger("kimportal.alarms")


def alert(what, *, lines=(), key):
    """Log `what` as an error; write to the watcher about the same `key` once a day only."""
    log.error("%s%s", what, "".join(f"\n{line}" for line in lines))
    to = watcher()
    if not to:
        return None
    day = timezone.now().date()
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return OutgoingEmail.objects.send(
        "alarm",
        to=to,
        language=settings.LANGUAGE_CODE,
        context={"what": what, "lines": lines},
        key=f"alarm-{digest}-{day}",
    )


def watcher():
    """Where alarms go: the security contact if it is an address, else the portal's own contact."""
    for contact in (settings.SECURITY_CONTACT, settings.CONTACT_EMAIL):
        address = contact.removeprefix("mailto:")
        if "@" in address and ":" not in address:
            return address
    return ""
