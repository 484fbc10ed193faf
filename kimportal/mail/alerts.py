"""Operator alerts: an error in the log and an email to the security contact."""

import hashlib
import logging
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from kimportal.mail.models import OutgoingEmail

log = logging.getLogger("kimportal.alerts")


def alert(message: str, *, lines: Sequence[str] = (), key: str) -> OutgoingEmail | None:
    """Log `message` as an error and email the operator, at most once a day for each `key`.

    Return the OutgoingEmail, or None if it was sent today.
    """
    log.error("%s%s", message, "".join(f"\n{line}" for line in lines))
    day = timezone.now().date()
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return OutgoingEmail.objects.send(
        "alert",
        to=alert_recipient(),
        language=settings.LANGUAGE_CODE,
        context={"message": message, "lines": lines},
        key=f"alert-{digest}-{day}",
    )


def alert_recipient() -> str:
    """Return SECURITY_CONTACT if it is an email address, else CONTACT_EMAIL."""
    address = settings.SECURITY_CONTACT.removeprefix("mailto:")
    return address if "@" in address and ":" not in address else settings.CONTACT_EMAIL
