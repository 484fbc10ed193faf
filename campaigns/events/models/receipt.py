from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.events import emails


class IdempotencyConflict(Exception):
    """The key of this form was used before, for other words. Nothing was overwritten."""

    def __init__(self, receipt):
        self.receipt = receipt
        super().__init__(f"key {receipt.key} came with other content")


class SubmissionReceiptManager(models.Manager):
    def known(self, *, key, digest, by):
        """The receipt this key already has, or None; OtherContent if it was for other words."""
        receipt = self.filter(key=key, by=by).select_related("event").first()
        if receipt and receipt.digest != digest:
            raise IdempotencyConflict(receipt)
        return receipt

    def latest_keys(self, event, by):
        """Keys of this person's last forms that are stored in this event."""
        keys = self.filter(event=event, by=by).order_by("-id").values_list("key", flat=True)
        return list(keys[:3])

    @transaction.atomic
    def once(self, action, *, key, digest, by, letter=True):
        """Let `act()` happen exactly once for this key; it returns the event.

        Returns (receipt, whether it is new). The unique key makes a second sender wait here until
        the first has committed, and then get the first one's receipt.
        """
        by.hold()
        receipt = self.model(key=key, digest=digest, by=by)
        try:
            with transaction.atomic():
                receipt.save(force_insert=True)
        except IntegrityError:
            return self.known(key=key, digest=digest, by=by), False
        receipt.event = action()
        receipt.save(update_fields=["event"])
        if letter:
            emails.received(receipt)
        return receipt, True


class SubmissionReceipt(models.Model):
    """That something was sent in and is stored: number and time, written in the same transaction.

    The key is made when the form is opened, and belongs to whoever opened it.
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
        """What the member may quote on the phone: KG-2020-000123."""
        return f"KG-{self.at:%Y}-{self.pk:06d}"
