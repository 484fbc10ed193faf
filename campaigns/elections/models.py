from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from campaigns.elections.querysets import CampaignQuerySet


class LookupModel(models.Model):
    """Base class of lookup tables that staff may extend: names in both languages, in order."""

    slug = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name in Indonesian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name


class Pillar(LookupModel):
    """A pillar of voter education: cerdas, sehat, damai. A migration installs the three."""

    summary = models.CharField(_("summary in Indonesian"), max_length=200, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=200, blank=True)

    class Meta(LookupModel.Meta):
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")

    @property
    def summary_text(self):
        return self.summary_en if get_language() == "en" else self.summary

    @property
    def title(self):
        """Return 'Pemilih cerdas', 'Smart voter', for headings."""
        return capfirst(gettext("%(pillar)s voter") % {"pillar": str(self).lower()})


class HasPillars(models.Model):
    """A model with a relation `pillars`."""

    class Meta:
        abstract = True

    @cached_property
    def topics(self):
        """Its pillars; prefetch_related fills this attribute where a list shows them."""
        return list(self.pillars.all())


class Setting(LookupModel):
    """The setting of an event: rembuk warga, posyandu, pos ronda, grup WhatsApp …."""

    class Meta(LookupModel.Meta):
        verbose_name = _("setting")
        verbose_name_plural = _("settings of events")


class Language(LookupModel):
    """A language materials are written in; `slug` is its BCP 47 tag (id, jv, su, mad, ban …)."""

    class Meta(LookupModel.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")


class ElectionKind(models.TextChoices):
    REGIONAL = "regional", _("Regional election (Pemilihan)")
    GENERAL = "general", _("General election (Pemilu)")
    VILLAGE = "village", _("Village head election")


class Election(models.Model):
    """An election; the portal assumes no election cycle (MK 135/PUU-XXII/2024)."""

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
    regions_complete = models.BooleanField(
        _("all voting regions are on record"),
        default=False,
        db_default=False,
        help_text=_("Percentages are published only then: a missing region would count as silent."),
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


class ElectionFact(models.Model):
    """A fact about an election that the public may check: never without its source."""

    election = models.ForeignKey(
        "campaigns.Election",
        models.CASCADE,
        related_name="facts",
        verbose_name=_("election"),
    )
    label = models.CharField(_("label in Indonesian"), max_length=80)
    label_en = models.CharField(_("label in English"), max_length=80)
    number = models.DecimalField(
        _("number"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    is_percentage = models.BooleanField(_("the number is a percentage"), default=False)
    text = models.TextField(_("text in Indonesian"), max_length=400, blank=True)
    text_en = models.TextField(_("text in English"), max_length=400, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("fact about an election")
        verbose_name_plural = _("facts about elections")
        ordering = ["election", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=False) | ~Q(text="", text_en=""),
                name="election_fact_says_something",
                violation_error_message=_("Give a number or a text."),
            ),
        ]

    def __str__(self):
        return self.label_en if get_language() == "en" else self.label

    @property
    def figure(self):
        """Return the number, without decimals if it is whole."""
        whole = self.number is not None and self.number == int(self.number)
        return int(self.number) if whole else self.number

    @property
    def details(self):
        return self.text_en if get_language() == "en" else self.text


class Campaign(models.Model):
    """A *program sosialisasi*: outreach of the ministry and KIM about one election.

    The interface never says 'kampanye': in law that means candidates' campaigning.
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
    health_checklist = models.TextField(  # one item per line
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
