from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.disclosure_control import SPLIT, SUPPRESSED, suppressed
from campaigns.coverage.models import EventStats
from campaigns.elections.models import HasPillars
from campaigns.events import emails
from campaigns.events.flags import flags_of
from campaigns.events.models.draft import FormDraft
from campaigns.events.models.photo import EventPhoto
from campaigns.events.querysets import EventQuerySet
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.flags import encode_flags
from kimportal.moderation.models import ChangeRequest, ModeratedModel
from kimportal.moderation.states import EDITABLE_STATES, InvalidTransition, State
from kimportal.web.search import search_text

PLAN_FIELDS = "title campaign pillars mode setting region venue link starts ends materials".split()
MEMBER_WORDS = {
    State.DRAFT: _("Draft"),
    State.WAITING: _("Sent in"),
    State.LIVE: _("Approved"),
    State.RETURNED: _("Needs mending"),
    State.REJECTED: _("Rejected"),
    State.WITHDRAWN: _("Withdrawn"),
}


class EventStatus:
    """Where an event stands for the members of its KIM, and what it asks of them next."""

    @property
    def member_state(self):
        """The state in the words of whoever sent it in."""
        return MEMBER_WORDS[State(self.state)]

    @property
    def open_change(self):
        """The change of this approved event that is asked for, or None."""
        return self.open_change_request if self.is_live else None

    @property
    def change_state(self):
        """The change's state in the same words; "" where there is none."""
        return MEMBER_WORDS[State(self.open_change.state)] if self.open_change else ""

    @property
    def wants_change_mended(self):
        """A reviewer sent the change of this approved event back."""
        change = self.open_change
        return change is not None and change.state == State.RETURNED

    @property
    def is_told(self):
        """Somebody has said how it was, be it in a change that still waits."""
        if self.is_reported:
            return True
        change = self.open_change
        return change is not None and "reported_at" in change.new

    @property
    def wants_report(self):
        """It has begun, and nobody has said how it was."""
        return not self.is_upcoming and not self.is_told

    @property
    def reminded_person(self):
        """Whoever planned it, or who is asked in their place."""
        return self.group.who_answers(self.submitted_by_id or self.begun_by_id)

    @property
    def own_url(self):
        """Its page for members."""
        return reverse("event_own", args=[self.pk])

    @property
    def mend_url(self):
        """The form that holds the field the reviewer wrote about, at that field."""
        field = (self.open_change or self).state_field
        in_plan = field in PLAN_FIELDS or (not field and not self.is_told)
        page = reverse("event_plan" if in_plan else "event_report", args=[self.pk])
        return f"{page}#id_{field}_field" if field else page


WORDS = (
    "title mode venue link attendance men women first_time_voters with_disability "
    "story questions follow_up health_checks links"
).split()
KEYS = ("campaign", "setting", "region")
MOMENTS = ("starts", "ends", "reported_at")


class Values:
    """An event's content as plain JSON by field name, read and worn: what a form, a proposal and
    an undo hand to each other. Pillars, speakers, materials and photos are values like the rest.
    """

    def read_values(self, names):
        return {name: self._read(name) for name in names}

    def _read(self, name):
        if name in KEYS:
            return getattr(self, f"{name}_id")
        if name in MOMENTS:
            moment = getattr(self, name)
            return moment and moment.astimezone(UTC).isoformat()
        if name in WORDS:
            return getattr(self, name)
        return getattr(self, f"_read_{name}")()

    def _read_pillars(self):
        return sorted(self.pillars.values_list("pk", flat=True))

    def _read_speakers(self):
        return [list(row) for row in self.speakers.values_list("name", "institution")]

    def _read_materials(self):
        return [list(row) for row in self.handed_out.values_list("material_id", "copies")]

    def _read_photos(self):
        """Those shown, in order: [[key, caption], …]."""
        return [list(row) for row in self.photos.shown().values_list("pk", "caption")]

    @transaction.atomic
    def apply_values(self, values):
        """Put these values on; the tally loses the old and counts the new in the same breath.

        A live event so becomes another version: whoever had the old one open is told.
        """
        if self.counts:
            self.update_stats(-1)
        self.version += self.is_live
        for name, value in values.items():
            if name in KEYS:
                setattr(self, f"{name}_id", value)
            elif name in MOMENTS:
                setattr(self, name, value and parse_datetime(value))
            elif name in WORDS:
                setattr(self, name, value)
        self.with_search_text().save()
        for name, value in values.items():
            if name not in (*KEYS, *MOMENTS, *WORDS):
                getattr(self, f"_wear_{name}")(value)
        if self.counts:
            self.update_stats(+1)

    def _wear_pillars(self, keys):
        self.pillars.set(keys)

    def _wear_speakers(self, rows):
        self.speakers.all().delete()
        self.speakers.bulk_create(
            self.speakers.model(event=self, name=name, institution=institution, order=order)
            for order, (name, institution) in enumerate(rows)
        )

    def _wear_materials(self, rows):
        self.handed_out.all().delete()
        self.handed_out.bulk_create(
            self.handed_out.model(event=self, material_id=material, copies=copies)
            for material, copies in rows
        )

    def _wear_photos(self, rows):
        """Show these and no others; what is no longer shown keeps its row, for an undo."""
        self.photos.update(is_shown=False)
        for order, (photo, caption) in enumerate(rows):
            self.photos.filter(pk=photo).update(is_shown=True, caption=caption, order=order)


def flagged_anew(item, flags):
    """What `thing.flags` becomes once its words have changed while it waits."""
    return encode_flags({*flags, *({"second_submission"} & set(item.flag_list))})


def differing(before, values):
    """{name: [before, after]} of what is not the same."""
    return {n: [before[n], value] for n, value in values.items() if before[n] != value}


class EventSubmission:
    """How members' words reach an event: kept in a draft, sent in, or proposed to a live one."""

    @transaction.atomic
    def keep(self, values):
        """Put values on a draft, and nothing more."""
        self.hold()
        if self.state != State.DRAFT:
            raise InvalidTransition(self, State.DRAFT)
        self.version += 1
        self.apply_values(values)

    @transaction.atomic
    def send(self, values, *, by):
        """Send these values in for review, wherever the event stands. Returns what now waits.

        A draft or a returned event is submitted; one that already waits takes the new words with
        it (its version moves on, so a reviewer who read the old ones is told); a live one stays
        as it is until a reviewer accepts the Proposal.
        """
        self.hold()
        if self.is_live:
            return self._propose(values, by=by)
        if self.state not in {*EDITABLE_STATES, State.WAITING}:
            raise InvalidTransition(self, State.WAITING)
        before = self.read_values(values)
        self.neutrality_declared_at = timezone.now()
        self.apply_values(values)
        if self.state == State.WAITING:
            self._amend(before, values, by=by)
        else:
            self.submit(by=by, flags=flags_of(self))
        return self

    @property
    def version_token(self):
        """What a form was filled in over: the event's version, and that of its open change."""
        change = self.open_change_request if self.is_live else None
        return f"{self.version}+{change.pk}.{change.version}" if change else str(self.version)

    @transaction.atomic
    def discard(self, *, by):
        """Throw away a draft that was never sent in, and what was typed for it. The files of its
        photos leave with the sweep; that it was there is remembered."""
        self.hold()
        if self.state != State.DRAFT or self.submitted_at:
            raise InvalidTransition(self, State.DRAFT)
        AuditEvent.objects.record(self, Action.ERASE, by=by, before=State.DRAFT)
        FormDraft.objects.filter(form__in=[f"plan:{self.pk}", f"report:{self.pk}"]).delete()
        self.delete()

    def hold(self, version_token=None):
        """Lock the row and look again, so that two hurried members go one after the other.

        WrongState if the event was thrown away, or `edition` was given and it has changed since.
        """
        rows = type(self)._base_manager.select_for_update()
        try:
            self.refresh_from_db(from_queryset=rows)
        except self.DoesNotExist:
            raise InvalidTransition(self, State.WAITING)
        if version_token not in (None, self.version_token):
            raise InvalidTransition(self, State.WAITING)

    def _amend(self, before, values, *, by):
        self.version += 1
        self.flags = flagged_anew(self, flags_of(self))
        self.save(update_fields=["version", "flags"])
        AuditEvent.objects.record(self, Action.EDIT, by=by, changes=differing(before, values))

    def _propose(self, values, *, by):
        change_request = self.open_change_request or ChangeRequest(
            item=self, region_code=self.region_code
        )
        changed, before = self._changed(values, change_request), change_request.new
        change_request.new = {**before, **changed}
        if not change_request.new:
            return self
        if change_request.state == State.WAITING:
            change_request.version += 1
            change_request.flags = flagged_anew(change_request, flags_of(self, change_request.new))
            changes = differing(self.read_values(changed) | before, changed)
            AuditEvent.objects.record(change_request, Action.EDIT, by=by, changes=changes)
        change_request.save()
        if change_request.state != State.WAITING:
            change_request.submit(by=by, flags=flags_of(self, change_request.new))
        return change_request

    def _changed(self, values, change_request):
        now = self.read_values(values)
        return {n: v for n, v in values.items() if v != now[n] or n in change_request.new}

    @property
    def open_change_request(self):
        """The change asked for and not yet decided, if there is one."""
        if hasattr(self, "proposal_at_hand"):
            return self.proposal_at_hand
        return self.proposals_about([self]).first()

    @classmethod
    def proposals_about(cls, events):
        """Changes of these events that are asked for and not yet decided."""
        return ChangeRequest.objects.open().filter(
            target_type=ContentType.objects.get_for_model(cls),
            target_id__in=[str(event.pk) for event in events],
        )

    @classmethod
    def with_open_proposals(cls, events):
        """The events of a list, each with its open proposal at hand, in one query."""
        found = {
            change_request.target_id: change_request
            for change_request in cls.proposals_about(events)
        }
        for event in events:
            event.proposal_at_hand = found.get(str(event.pk))
        return events

    def values_to_mend(self, names):
        """What the form opens with: the values now, under those of an open proposal."""
        values = self.read_values(names)
        change_request = self.open_change_request if self.is_live else None
        return values | {
            n: v for n, v in (change_request.new if change_request else {}).items() if n in names
        }

    def update_stats(self, step):
        """A live report begins (+1) or ceases (−1) to count; a mere plan counts nowhere."""
        if self.is_reported:
            EventStats.objects.count(self, step)

    def publish_photos_after_commit(self):
        # Imported here because tasks stand above models: they carry the work out of the request.
        from campaigns.events.photos import publish

        transaction.on_commit(lambda: publish.enqueue(str(self.pk)))


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


class OutreachEvent(EventStatus, EventSubmission, Values, HasPillars, ModeratedModel):
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

    class Meta(ModeratedModel.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *ModeratedModel.Meta.constraints,
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
            *ModeratedModel.Meta.indexes,
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
            (label(name).verbose_name, getattr(self, name), SUPPRESSED.get(suppressed(self, name)))
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
    def on_transition(self, audit_event):
        if (
            State.LIVE in {audit_event.before, audit_event.after}
            and audit_event.before != audit_event.after
        ):
            self.update_stats(+1 if self.state == State.LIVE else -1)
            self.publish_photos_after_commit()
        emails.decided(self, audit_event)

    def on_change_request_transition(self, change_request, audit_event):
        if change_request.state == State.LIVE or audit_event.before == State.LIVE:
            self.publish_photos_after_commit()
        emails.decided(self, audit_event, change_request=change_request)
