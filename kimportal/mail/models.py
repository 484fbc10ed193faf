import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from kimportal.mail.querysets import OutgoingEmailQuerySet

#: Delay before each retry; after the last one the email is marked as failed for staff to see.
RETRY_DELAYS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 720)]


def render_plain_text(template: str, context: dict[str, Any]) -> str:
    """Render a text template without HTML escaping and collapse runs of blank lines."""
    text = get_template(template).template.render(  # type: ignore[attr-defined]
        Context(context, autoescape=False)
    )
    return re.sub(r"\n\s*\n", "\n\n", text).strip() + "\n"


_OutgoingEmailManager = models.Manager.from_queryset(OutgoingEmailQuerySet)


class OutgoingEmailManager(_OutgoingEmailManager["OutgoingEmail"]):
    def send(
        self, template: str, *, to: str, language: str, context: dict[str, Any], **options: Any
    ) -> "OutgoingEmail | None":
        """Store an email in this transaction and send it after commit.

        `template` names templates/emails/<template>.subject.txt, .txt and .html. An email with a
        `key` is stored only once, however often this is called; then None is returned. An
        `unsubscribe_url` is shown in the text and sent as List-Unsubscribe.
        """
        return self.enqueue(
            self.render(template, to=to, language=language, context=context, **options)
        )

    def simulate(self, template: str, *, to: str, language: str, context: dict[str, Any]) -> None:
        """Do the same work as send() without sending, so response time does not reveal whether
        an address exists."""
        email = self.render(template, to=to, language=language, context=context)
        email.failed_at = timezone.now()
        email.save(force_insert=True)
        email.delete()

    @staticmethod
    def render(
        template: str,
        *,
        to: str,
        language: str,
        context: dict[str, Any],
        key: str | None = None,
        unsubscribe_url: str = "",
    ) -> "OutgoingEmail":
        """Return an unsaved email; callables in `context` are called in the email's language."""
        with translation.override(language):
            values = {
                name: value() if callable(value) else value for name, value in context.items()
            }
            context = {
                "site_name": settings.SITE_NAME,
                "site_url": settings.SITE_URL,
                "ministry": settings.MINISTRY_NAME,
                "contact": settings.CONTACT_EMAIL,
                "language": language,
                "unsubscribe_url": unsubscribe_url,
                **values,
            }
            subject = render_plain_text(f"emails/{template}.subject.txt", context)
            return OutgoingEmail(
                to=to,
                language=language,
                subject=" ".join(subject.split())[:200],
                text=render_plain_text(f"emails/{template}.txt", context),
                html=render_to_string(f"emails/{template}.html", context),
                key=key,
                unsubscribe_url=unsubscribe_url,
            )

    def enqueue(self, email: "OutgoingEmail") -> "OutgoingEmail | None":
        """Store a rendered email and send it after commit; None if its key was used before."""
        if email.key:
            if not self.bulk_create([email], ignore_conflicts=True):
                return None
            # bulk_create() with ignore_conflicts does not set the primary key.
            stored = self.filter(key=email.key, created_at=email.created_at).first()
            if stored is None:
                return None
            email = stored
        else:
            email.save(force_insert=True)
        transaction.on_commit(email.enqueue)
        return email

    def bulk_enqueue(self, emails: "Iterable[OutgoingEmail]") -> "list[OutgoingEmail]":
        """Store many rendered emails; the periodic job `send_due_emails` sends them."""
        return self.bulk_create(emails, batch_size=100, ignore_conflicts=True)


class OutgoingEmail(models.Model):
    """Transactional outbox: a row of the same transaction as the change it reports."""

    to = models.EmailField(_("to"))
    language = models.CharField(max_length=5)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe_url = models.CharField(max_length=200, blank=True, default="", db_default="")
    key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001  (NULLs may repeat)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("given up"), null=True)

    objects = OutgoingEmailManager()

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None, failed_at=None),
                name="outgoing_email_due",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def message_id(self) -> str:
        """Return a Message-ID that stays the same on retries, so that mail clients show an email
        once even if a worker was killed after the server accepted it."""
        host = urlsplit(settings.SITE_URL).hostname
        return f"<{self.pk}.{self.created_at:%Y%m%d%H%M%S%f}@{host}>"

    @property
    def headers(self) -> dict[str, str]:
        """Return Message-ID, and one-click List-Unsubscribe (RFC 8058) where there is a URL."""
        headers = {"Message-ID": self.message_id}
        if self.unsubscribe_url:
            headers["List-Unsubscribe"] = f"<{self.unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    def enqueue(self) -> None:
        # Imported here because kimportal.mail.tasks imports this module.
        from kimportal.mail.tasks import deliver

        deliver.enqueue(self.pk)
