from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimportal.querysets import ReasonQuerySet


class ReasonAct(models.TextChoices):
    SEND_BACK = "send_back", _("Return for mending")
    REJECT = "reject", _("Reject")
    WITHDRAW = "withdraw", _("Withdraw")


class Reason(models.Model):
    """A sentence that reviewers use again and again, in the submitter's language."""

    kind = models.CharField(  # "groups.group"; empty for every kind
        _("for"), max_length=60, blank=True
    )
    act = models.CharField(_("decision"), max_length=20, choices=ReasonAct)
    field = models.CharField(_("about the field"), max_length=60, blank=True)
    text_id = models.CharField(_("sentence (Indonesian)"), max_length=400)
    text_en = models.CharField(_("sentence (English)"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_used = models.BooleanField(_("offered to reviewers"), default=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("reusable reason")
        verbose_name_plural = _("reusable reasons")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "act", "text_id"], name="one_reason_once_per_kind"
            )
        ]

    def __str__(self):
        return self.text(get_language())

    def text(self, language):
        return self.text_en if language == "en" and self.text_en else self.text_id
