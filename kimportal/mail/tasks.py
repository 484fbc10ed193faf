"""Delivery of the outbox by background tasks; each task may run twice without harm."""

import logging

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from kimportal.mail.models import RETRY_DELAYS, OutgoingEmail

log = logging.getLogger("kimportal.mail")


@task()
def deliver(email_id: int) -> None:
    """Send one email of the outbox once; the row stays locked while the mail server answers."""
    with transaction.atomic():
        email = OutgoingEmail.objects.unsent().select_for_update().filter(pk=email_id).first()
        if email is None:
            return
        message = EmailMultiAlternatives(
            email.subject, email.text, to=[email.to], headers=email.headers
        )
        if email.html:
            message.attach_alternative(email.html, "text/html")
        try:
            message.send()
            email.sent_at = timezone.now()
            email.error = ""
        # smtplib's errors and refused connections are OSErrors; an address or header that cannot
        # be encoded is a ValueError. One such email must not stop the others.
        except (OSError, ValueError) as error:
            postpone(email, error)
        email.save(update_fields=["sent_at", "tries", "next_try_at", "error", "failed_at"])


def postpone(email: OutgoingEmail, error: Exception) -> None:
    """Schedule the next try, or mark the email as failed after the last one.

    The log line holds no address.
    """
    email.error = type(error).__name__
    if email.tries < len(RETRY_DELAYS):
        email.next_try_at = timezone.now() + RETRY_DELAYS[email.tries]
    else:
        email.failed_at = timezone.now()
    email.tries += 1
    log.warning("email %s not sent (try %s): %s", email.pk, email.tries, email.error)


def send_due_emails(limit: int = 500) -> int:
    """Send emails whose next try is due; return how many were tried."""
    due = (
        OutgoingEmail.objects.due(timezone.now())
        .order_by("next_try_at")
        .values_list("pk", flat=True)
    )
    return sum(deliver.call(pk) is None for pk in list(due[:limit]))
