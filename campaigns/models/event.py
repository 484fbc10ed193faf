from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.emails import event as letters
from campaigns.models.event_sending import SentIn
from campaigns.models.event_standing import Standing
from campaigns.models.event_values import Values
from campaigns.models.photo import EventPhoto
from campaigns.models.pillar import Topical
from campaigns.querysets.event import EventQuerySet
from campaigns.suppression import KEPT_BACK, SPLIT, kept_back
from kimportal.models import Reviewed
from kimportal.search import search_text
from kimportal.states import State

MOST_PEOPLE = 1_000_000
#: No event of ours lies outside; a date beyond poisons every page that reads it (SECURITY_BAR §0).
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")
    MEDIA = "media", _("Media or broadcast")


MODES = dict(Mode.choices)


def head_count(label):
    """A number of people; None means unknown, which is not nobody."""
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )


def live_by(name, *what):
    """An index that answers 'the latest live events of …' without sorting."""
    return models.Index(
        *what, F("starts").desc(), F("id").desc(), condition=Q(state="live"), name=name
    )


def published_photos():
    """For prefetch_related: what the public sees, as `event.shown_photos`."""
    return models.Prefetch("photos", EventPhoto.objects.published(), to_attr="shown_photos")


class OutreachEvent(Standing, SentIn, Values, Topical, Reviewed):
    """What a KIM does with the materials: first a plan, then, on the same record, a report."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(
        "groups.Group", models.PROTECT, related_name="events", verbose_name=_("KIM")
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("programme"),
    )
    title = models.CharField(_("title"), max_length=140)
    pillars = models.ManyToManyField("campaigns.Pillar", blank=True, verbose_name=_("pillars"))
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    setting = models.ForeignKey(
        "campaigns.Setting", models.PROTECT, null=True, blank=True, verbose_name=_("setting")
    )
    region = models.ForeignKey(
        "groups.Region", models.PROTECT, related_name="events", verbose_name=_("region")
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    link = models.URLField(_("link to take part"), blank=True)
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))

    attendance = head_count(_("people present"))
    men = head_count(_("men"))
    women = head_count(_("women"))
    first_time_voters = head_count(_("first-time voters"))
    with_disability = head_count(_("people with a disability"))
    story = models.TextField(_("what happened"), max_length=5000, blank=True)
    questions = models.TextField(_("questions and rumours heard"), max_length=3000, blank=True)
    follow_up = models.TextField(_("follow-up"), max_length=2000, blank=True)
    health_checks = models.JSONField(_("health checklist"), default=list, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, editable=False)

    neutrality_declared_at = models.DateTimeField(null=True, editable=False)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    materials = models.ManyToManyField(
        "campaigns.Material",
        through="campaigns.EventMaterial",
        related_name="events",
        verbose_name=_("materials"),
    )
    search_text = models.TextField(blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta(Reviewed.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *Reviewed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="event_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(starts__gte=EARLIEST, ends__lt=LATEST), name="event_lies_in_our_century"
            ),
            models.CheckConstraint(
                condition=Q(attendance=None) | Q(attendance__lte=MOST_PEOPLE),
                name="event_attendance_is_believable",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{part: None}) | Q(**{f"{part}__lte": F("attendance")}),
                    name=f"event_{part}_are_part_of_all",
                )
                for part in SPLIT
            ),
            models.CheckConstraint(
                condition=Q(men=None) | Q(women=None) | Q(attendance__gte=F("men") + F("women")),
                name="event_men_and_women_are_part_of_all",
            ),
        ]
        indexes = [
            *Reviewed.Meta.indexes,
            live_by("event_live"),
            live_by("event_live_province", Left("region_id", 2)),
            live_by("event_live_regency", Left("region_id", 5)),
            live_by("event_live_district", Left("region_id", 8)),
            live_by("event_live_village", F("region_id")),
            live_by("event_live_campaign", F("campaign_id")),
            live_by("event_live_mode", F("mode")),
            live_by("event_live_group", F("group_id")),
            models.Index(fields=["group", "starts"], name="event_group_starts"),
            models.Index(fields=["ends"], condition=Q(reported_at=None), name="event_unreported"),
            models.Index(fields=["-starts", "-id"], name="event_starts"),  # the staff's list
        ]

    def __str__(self):
        return self.title

    def get_mode_display(self):
        """Django's own hashes the translation of every mode first, for each row."""
        return str(MODES.get(self.mode, self.mode))

    def get_absolute_url(self):
        return reverse("event_detail", args=[self.pk])

    # -- what it is

    @property
    def region_code(self):
        return self.region_id or ""

    @property
    def zone(self):
        return self.region.timezone

    @property
    def local_starts(self):
        return self.starts.astimezone(ZoneInfo(self.zone))

    @property
    def local_ends(self):
        return self.ends.astimezone(ZoneInfo(self.zone))

    @property
    def is_upcoming(self):
        return self.starts > timezone.now()

    @property
    def is_reported(self):
        return self.reported_at is not None

    @property
    def audience(self):
        """[(label, number, None or what stands in its place and why)] of who came, if known."""
        known = [name for name in SPLIT if getattr(self, name) is not None]
        label = self._meta.get_field
        return [
            (label(name).verbose_name, getattr(self, name), KEPT_BACK.get(kept_back(self, name)))
            for name in known
        ]

    @property
    def counts(self):
        """Whether coverage counts it; the queryset's word is `counted`."""
        return self.is_live and self.is_reported

    def with_search_text(self):
        """Refresh what search looks at; called by whoever saves words of this event."""
        self.search_text = search_text(
            self.title, self.region.path, self.venue, self.group.name, self.story
        )
        return self

    # -- what else happens when it moves

    @transaction.atomic
    def moved(self, decision):
        if State.LIVE in {decision.before, decision.after} and decision.before != decision.after:
            self.tell_tally(+1 if self.state == State.LIVE else -1)
            self.publish_photos_after_commit()
        letters.decided(self, decision)

    def proposal_moved(self, proposal, decision):
        if proposal.state == State.LIVE or decision.before == State.LIVE:
            self.publish_photos_after_commit()
        letters.decided(self, decision, proposal=proposal)
