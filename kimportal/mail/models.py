import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from kimportal.mail.querysets import OutgoingEmailQuerySet

#: Waiting time before each further try; after the last one staff see the letter as given up.
RETRY_DELAYS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 720)]


def plain(template, context):
    """Render text that no browser reads: nothing is escaped, and empty lines never pile up."""
    text = get_template(template).template.render(Context(context, autoescape=False))
    return re.sub(r"\n\s*\n", "\n\n", text).strip() + "\n"


class OutgoingEmailManager(models.Manager.from_queryset(OutgoingEmailQuerySet)):
    def send(self, template, *, to, language, context, **facts):
        """Write a letter in this transaction; it is sent after commit. Returns it, or None.

        `template` names templates/emails/<template>.subject.txt, .txt and .html. A letter with a
        `key` is written once only, however often this is called. One with a `way_out` names it in
        the letter, and to the mailbox.
        """
        return self.enqueue(
            self.render(template, to=to, language=language, context=context, **facts)
        )

    def simulate(self, template, *, to, language, context):
        """Do the work of `post` and send nothing, so that time does not tell unknown addresses."""
        letter = self.render(template, to=to, language=language, context=context)
        letter.failed_at = timezone.now()
        letter.save(force_insert=True)
        letter.delete()

    @staticmethod
    def render(template, *, to, language, context, key=None, unsubscribe_url=""):
        with translation.override(language):
            # A word that depends on the language is handed over as what says it, and said here.
            said = {name: word() if callable(word) else word for name, word in context.items()}
            context = {
                "site_name": settings.SITE_NAME,
                "site_url": settings.SITE_URL,
                "ministry": settings.MINISTRY_NAME,
                "contact": settings.CONTACT_EMAIL,
                "language": language,
                "unsubscribe_url": unsubscribe_url,
                **said,
            }
            subject = plain(f"emails/{template}.subject.txt", context)
            return OutgoingEmail(
                to=to,
                language=language,
                subject=" ".join(subject.split())[:200],
                text=plain(f"emails/{template}.txt", context),
                html=render_to_string(f"emails/{template}.html", context),
                key=key,
                unsubscribe_url=unsubscribe_url,
            )

    def enqueue(self, letter):
        """Store an already written letter and have it sent after commit."""
        if letter.key:
            if not self.bulk_create([letter], ignore_conflicts=True):
                return None
            letter = self.filter(key=letter.key, created_at=letter.created_at).first()
            if letter is None:  # the key was used before
                return None
        else:
            letter.save(force_insert=True)
        transaction.on_commit(letter.enqueue)
        return letter

    def bulk_enqueue(self, letters):
        """Store many written letters; the sweep of due letters sends them by and by."""
        return self.bulk_create(letters, batch_size=100, ignore_conflicts=True)


class OutgoingEmail(models.Model):
    """The outbox: a mail written in the same transaction as the act it tells of."""

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
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None, failed_at=None),
                name="letter_due",
            )
        ]

    def __str__(self):
        return self.subject

    @property
    def message_id(self):
        """The same at each try: a sender killed after the server took the letter sends it again,
        and mailboxes show it once.
        """
        host = urlsplit(settings.SITE_URL).hostname
        return f"<{self.pk}.{self.created_at:%Y%m%d%H%M%S%f}@{host}>"

    @property
    def headers(self):
        """A letter that may be ended says so to the mailbox, whose one click posts (RFC 8058)."""
        headers = {"Message-ID": self.message_id}
        if self.unsubscribe_url:
            headers["List-Unsubscribe"] = f"<{self.unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    def enqueue(self):
        # Imported here because tasks stand above models: they carry the verb out of the request.
        from kimportal.mail.tasks import deliver

        deliver.enqueue(self.pk)
