from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.events import emails


class IdempotencyConflict(Exception):
    """The key of this form was used before with other content. Nothing was overwritten."""

    def __init__(self, receipt):
        self.receipt = receipt
        super().__init__(f"key {receipt.key} came with other content")


class SubmissionReceiptManager(models.Manager):
    def find(self, *, key, digest, by):
        """Return the receipt of this key, or None; raise IdempotencyConflict for other content."""
        receipt = self.filter(key=key, by=by).select_related("event").first()
        if receipt and receipt.digest != digest:
            raise IdempotencyConflict(receipt)
        return receipt

    def latest_keys(self, event, by):
        """Return the keys of this person's last forms that were stored in this event."""
        keys = self.filter(event=event, by=by).order_by("-id").values_list("key", flat=True)
        return list(keys[:3])

    def claim(self, *, key, digest, by):
        """Return (receipt, whether it is new) of this key, within the caller's transaction.

        The unique key makes a second request wait here until the first has committed; it then gets
        the receipt of the first. Whoever gets a new one stores the form and calls `complete`.
        """
        by.lock_row()
        receipt = self.model(key=key, digest=digest, by=by)
        try:
            with transaction.atomic():
                receipt.save(force_insert=True)
        except IntegrityError:
            return self.find(key=key, digest=digest, by=by), False
        return receipt, True


class SubmissionReceipt(models.Model):
    """Proof that a form was stored, with number and time, written in the same transaction.

    The idempotency key is made when the form is rendered and belongs to whoever opened it.
    """

    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    event = models.ForeignKey(
        "campaigns.OutreachEvent", models.CASCADE, null=True, related_name="receipts"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SubmissionReceiptManager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="one_receipt_per_key"),
        ]

    def __str__(self):
        return self.number

    @property
    def number(self):
        """The number a member may quote on the phone: KG-2020-000123."""
        return f"KG-{self.at:%Y}-{self.pk:06d}"

    def complete(self, event, *, send_email=True):
        """Name the event in which the form was stored, and send the receipt by email."""
        self.event = event
        self.save(update_fields=["event"])
        if send_email:
            emails.received(self)
