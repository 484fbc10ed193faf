from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ElectionKind(models.TextChoices):
    REGIONAL = "regional", _("Regional election (Pemilihan)")
    GENERAL = "general", _("General election (Pemilu)")
    VILLAGE = "village", _("Village head election")


class Election(models.Model):
    """An election as data: no cycle is built into the portal (MK 135/PUU-XXII/2024)."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=ElectionKind)
    voting_day = models.DateField(_("voting day"), null=True, blank=True)  # None: not yet fixed
    campaign_starts = models.DateField(_("campaigning starts"), null=True, blank=True)
    campaign_ends = models.DateField(_("campaigning ends"), null=True, blank=True)
    quiet_starts = models.DateField(_("quiet period starts"), null=True, blank=True)
    quiet_ends = models.DateField(_("quiet period ends"), null=True, blank=True)
    regions = models.ManyToManyField(
        "groups.Region", blank=True, related_name="elections", verbose_name=_("regions voting")
    )
    source = models.TextField(_("source"), blank=True)

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = [F("voting_day").desc(nulls_first=True), "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_ends__gte=F("quiet_starts"))
                | Q(quiet_starts=None)
                | Q(quiet_ends=None),
                name="election_quiet_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(campaign_ends__gte=F("campaign_starts"))
                | Q(campaign_starts=None)
                | Q(campaign_ends=None),
                name="election_campaign_in_order",
            ),
        ]

    def __str__(self):
        return self.name

    def is_quiet(self, day=None):
        """Whether the law's quiet period (masa tenang) covers this day; both ends included."""
        day = day or timezone.localdate()
        return bool(
            self.quiet_starts and self.quiet_starts <= day <= (self.quiet_ends or self.quiet_starts)
        )

    @property
    def is_over(self):
        return self.voting_day is not None and self.voting_day < timezone.localdate()

    @property
    def days_left(self):
        return None if self.voting_day is None else (self.voting_day - timezone.localdate()).days
