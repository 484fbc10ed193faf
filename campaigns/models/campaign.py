from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.querysets import CampaignQuerySet


class Campaign(models.Model):
    """A *program sosialisasi*: what the ministry and KIM do together about one election.

    Never called 'kampanye' on the screen: in law that word means candidates' campaigning.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    election = models.ForeignKey(
        "campaigns.Election",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("election"),
    )
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"), null=True, blank=True)
    pillars = models.ManyToManyField("campaigns.Pillar", blank=True, verbose_name=_("pillars"))
    health_checklist = models.TextField(  # one promise a line
        _("health checklist"), blank=True, help_text=_("One line for each point.")
    )
    head_count_cap = models.PositiveIntegerField(
        _("most people in person"),
        null=True,
        blank=True,
        help_text=_("Warns above this number; never blocks a report."),
    )
    turnout_target = models.DecimalField(
        _("turnout target (%)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    is_public = models.BooleanField(_("shown to the public"), default=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("outreach programme")
        verbose_name_plural = _("outreach programmes")
        ordering = ["-starts", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="campaign_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(turnout_target=None) | Q(turnout_target__range=(0, 100)),
                name="campaign_target_is_a_share",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("campaign_detail", args=[self.slug])

    @property
    def is_over(self):
        return self.ends is not None and self.ends < timezone.localdate()

    @property
    def checklist(self):
        return [line.strip() for line in self.health_checklist.splitlines() if line.strip()]

    def is_quiet(self, day=None):
        return bool(self.election and self.election.is_quiet(day))
