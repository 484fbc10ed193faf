import logging

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from kimportal.mail.models import RETRY_DELAYS, OutgoingEmail

log = logging.getLogger("kimportal.letters")


@task()
def deliver(letter_id):
    """Send one letter of the outbox, once: the row is locked while the mail server is spoken to."""
    with transaction.atomic():
        letter = OutgoingEmail.objects.unsent().select_for_update().filter(pk=letter_id).first()
        if letter is None:
            return
        mail = EmailMultiAlternatives(
            letter.subject, letter.text, to=[letter.to], headers=letter.headers
        )
        if letter.html:
            mail.attach_alternative(letter.html, "text/html")
        try:
            mail.send()
            letter.sent_at = timezone.now()
            letter.error = ""
        # smtplib's errors are OSErrors, and so are refused connections; ValueErrors come of an
        # address or a header that cannot be written: one such letter must not stop the others.
        except (OSError, ValueError) as error:
            postpone(letter, error)
        letter.save(update_fields=["sent_at", "tries", "next_try_at", "error", "failed_at"])


def postpone(letter, error):
    """Try again later; after the last try give up and let staff see it. Names no address."""
    letter.error = type(error).__name__
    if letter.tries < len(RETRY_DELAYS):
        letter.next_try_at = timezone.now() + RETRY_DELAYS[letter.tries]
    else:
        letter.failed_at = timezone.now()
    letter.tries += 1
    log.warning("letter %s not sent (try %s): %s", letter.pk, letter.tries, letter.error)


def due_letters(limit=500):
    """Send what is due again; returns how many letters were tried."""
    due = (
        OutgoingEmail.objects.due(timezone.now())
        .order_by("next_try_at")
        .values_list("pk", flat=True)
    )
    return sum(deliver.call(pk) is None for pk in list(due[:limit]))
