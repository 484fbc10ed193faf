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
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.disclosure_control import SPLIT, SUPPRESSED, suppressed
from campaigns.coverage.models import EventStats
from campaigns.elections.models import HasPillars
from campaigns.events import emails
from campaigns.events.flags import flags_of
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.values import RELATED_VALUES
from campaigns.events.querysets import EventQuerySet
from kimportal.audit.models import Action, AuditEvent
from kimportal.drafts.models import FormDraft
from kimportal.moderation.change_requests import ChangeableModel
from kimportal.moderation.flags import encode_flags
from kimportal.moderation.models import ModeratedModel, Note
from kimportal.moderation.states import EDITABLE_STATES, InvalidTransition, State
from kimportal.web.search import search_text

PLAN_FIELDS = "title campaign pillars mode setting region venue link starts ends materials".split()
#: Labels of the states for whoever submitted the event.
MEMBER_STATE_LABELS = {
    State.DRAFT: _("Draft"),
    State.WAITING: _("Sent in"),
    State.LIVE: _("Approved"),
    State.RETURNED: _("Needs mending"),
    State.REJECTED: _("Rejected"),
    State.WITHDRAWN: _("Withdrawn"),
}
MAX_PEOPLE = 1_000_000
#: A date outside breaks every page that formats it (SECURITY_BAR §0).
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")
    MEDIA = "media", _("Media or broadcast")


MODES = dict(Mode.choices)


def head_count(label):
    """Return a field for a number of people; None means unknown, 0 means nobody."""
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(MAX_PEOPLE)]
    )


def live_by(name, *expressions):
    """Return an index of live events by these expressions, latest first."""
    return models.Index(
        *expressions, F("starts").desc(), F("id").desc(), condition=Q(state="live"), name=name
    )


def published_photos():
    """Return a Prefetch of the photos the public sees, as `event.shown_photos`."""
    return models.Prefetch("photos", EventPhoto.objects.published(), to_attr="shown_photos")


def _differences(before, values):
    """Return {name: [before, after]} of the values that differ."""
    return {n: [before[n], value] for n, value in values.items() if before[n] != value}


def _amended_flags(moderated, flags):
    """Return `flags` as stored after an edit while it waits: resubmission and objection stay."""
    return encode_flags({*flags, *({"second_submission", "objection"} & set(moderated.flag_list))})


class OutreachEvent(HasPillars, ChangeableModel):
    """An outreach event of a KIM: first a plan, then, on the same row, a report."""

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
    title = models.CharField(
        _("title"),
        max_length=140,
        help_text=_("For example: Residents' meeting on the healthy voter"),
    )
    pillars = models.ManyToManyField("campaigns.Pillar", blank=True, verbose_name=_("pillars"))
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    setting = models.ForeignKey(
        "campaigns.Setting", models.PROTECT, null=True, blank=True, verbose_name=_("setting")
    )
    region = models.ForeignKey(
        "groups.Region", models.PROTECT, related_name="events", verbose_name=_("region")
    )
    venue = models.CharField(
        _("venue"), max_length=200, blank=True, help_text=_("For example: RW 05 hall")
    )
    link = models.URLField(_("link to take part"), blank=True, help_text=_("For online events."))
    starts = models.DateTimeField(_("starts"), help_text=_("In the local time of the venue."))
    ends = models.DateTimeField(_("ends"), help_text=_("Leave it empty if it takes two hours."))

    attendance = head_count(_("people present"))
    men = head_count(_("men"))
    women = head_count(_("women"))
    first_time_voters = head_count(_("first-time voters"))
    with_disability = head_count(_("people with a disability"))
    story = models.TextField(_("what happened"), max_length=5000, blank=True)
    questions = models.TextField(
        _("questions and rumours heard"),
        max_length=3000,
        blank=True,
        help_text=_("Read by staff only, never public. Please write no names."),
    )
    follow_up = models.TextField(_("follow-up"), max_length=2000, blank=True)
    health_checks = models.JSONField(_("health checklist"), default=list, blank=True)
    links = models.JSONField(
        _("links"), default=list, blank=True, help_text=_("One a line: news, video, post.")
    )
    reported_at = models.DateTimeField(_("reported"), null=True, editable=False)

    # What was planned at once as a repeated event has one key; each is an event of its own.
    series = models.UUIDField(null=True, editable=False)
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

    related_values = RELATED_VALUES

    class Meta(ModeratedModel.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *ModeratedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="event_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(starts__gte=EARLIEST, ends__lt=LATEST), name="event_dates_in_range"
            ),
            models.CheckConstraint(
                condition=Q(attendance=None) | Q(attendance__lte=MAX_PEOPLE),
                name="event_attendance_in_range",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{part: None}) | Q(**{f"{part}__lte": F("attendance")}),
                    name=f"event_{part}_within_attendance",
                )
                for part in SPLIT
            ),
            models.CheckConstraint(
                condition=Q(men=None) | Q(women=None) | Q(attendance__gte=F("men") + F("women")),
                name="event_men_and_women_within_attendance",
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
            models.Index(
                fields=["series", "starts"],
                condition=Q(series__isnull=False),
                name="event_series",
            ),
        ]

    def __str__(self):
        return self.title

    def get_mode_display(self):
        """Override Django's, which hashes the translation of every mode for each row."""
        return str(MODES.get(self.mode, self.mode))

    def get_absolute_url(self):
        return reverse("event_detail", args=[self.pk])

    # -- facts

    @property
    def region_code(self):
        """Whose reviewers decide: those of the KIM, wherever the event takes place (`region`)."""
        return self.group.region_code

    @property
    def zone(self):
        return self.region.timezone

    @property
    def place(self):
        """Venue and region, on one line."""
        return ", ".join(filter(None, [self.venue, self.region.path]))

    @property
    def local_starts(self):
        return self.starts.astimezone(ZoneInfo(self.zone))

    @property
    def local_ends(self):
        return self.ends.astimezone(ZoneInfo(self.zone))

    @property
    def duration(self):
        return self.ends - self.starts

    @property
    def is_upcoming(self):
        return self.starts > timezone.now()

    @property
    def is_reported(self):
        return self.reported_at is not None

    @property
    def audience(self):
        """Return [(label, number, None or the text shown instead)] of the known counts."""
        names = [name for name in SPLIT if getattr(self, name) is not None]
        label = self._meta.get_field
        return [
            (label(name).verbose_name, getattr(self, name), SUPPRESSED.get(suppressed(self, name)))
            for name in names
        ]

    @property
    def counts(self):
        """Whether coverage counts it, as EventQuerySet.counted does."""
        return self.is_live and self.is_reported

    def with_search_text(self):
        """Refresh the column for search, before a save."""
        self.search_text = search_text(
            self.title, self.region.path, self.venue, self.group.name, self.story
        )
        return self

    # -- its status for the members of its KIM, and what it asks of them next

    @property
    def own_url(self):
        """The page for its members."""
        return reverse("event_own", args=[self.pk])

    @property
    def member_state(self):
        """The label of the state for whoever submitted it."""
        return MEMBER_STATE_LABELS[State(self.state)]

    @property
    def open_change(self):
        """The open change request of this event while it is live, or None."""
        return self.open_change_request if self.is_live else None

    @property
    def change_state(self):
        """The label of the open change's state; "" without one."""
        return MEMBER_STATE_LABELS[State(self.open_change.state)] if self.open_change else ""

    @property
    def is_change_returned(self):
        """Whether a reviewer sent the change of this live event back."""
        return self.open_change is not None and self.open_change.state == State.RETURNED

    @property
    def has_report(self):
        """Whether a report was submitted, be it in a change request that still waits."""
        if self.is_reported:
            return True
        return self.is_change_report

    @property
    def is_change_report(self):
        """Whether the open change is the first report on an approved plan."""
        return self.open_change is not None and "reported_at" in self.open_change.new

    @property
    def submission_label(self):
        """What was last sent in: a plan, a report, or a change to what the public sees."""
        if self.open_change and not self.is_change_report:
            return _("Change to an approved event")
        return _("Report") if self.has_report else _("Plan")

    @property
    def wants_report(self):
        """Whether it has begun and nobody has reported on it."""
        return not self.is_upcoming and not self.has_report

    @property
    def reminded_person(self):
        """Whoever planned it while a member of the KIM, else its chair. May be None."""
        return self.group.member_or_chair(self.submitted_by_id or self.begun_by_id)

    @cached_property
    def unsent_repetitions(self):
        """The other drafts that were planned together with this draft, in order."""
        if not self.series or self.state != State.DRAFT:
            return []
        return list(type(self).objects.repetitions_of(self).in_order())

    @property
    def edit_url(self):
        """The form that holds the field the reviewer commented on, at that field."""
        field = (self.open_change or self).state_field
        in_plan = field in PLAN_FIELDS or (not field and not self.has_report)
        page = reverse("event_plan" if in_plan else "event_report", args=[self.pk])
        return f"{page}#id_{field}_field" if field else page

    # -- what members submit: kept in a draft, sent in for review, or proposed to a live event

    @transaction.atomic
    def save_draft(self, values):
        """Store values of a draft without submitting it."""
        self.lock_row()
        if self.state != State.DRAFT:
            raise InvalidTransition(self, State.DRAFT)
        self.version += 1
        self.apply_values(values)

    @transaction.atomic
    def send(self, values, *, by):
        """Submit these values for review, in whatever state the event is. Return what now waits.

        A draft or a returned event is submitted. A waiting event takes the new values and another
        version, so the decision of a reviewer who read the old ones is refused. A live event stays
        as it is until a reviewer approves the change request.
        """
        self.lock_row()
        if self.is_live:
            return self._send_change(values, by=by)
        if self.state not in {*EDITABLE_STATES, State.WAITING}:
            raise InvalidTransition(self, State.WAITING)
        before = self.read_values(values)
        self.neutrality_declared_at = timezone.now()
        self.apply_values(values)
        if self.state == State.WAITING:
            self.version += 1
            self._amend(self, flags_of(self), _differences(before, values), by=by)
        else:
            self.submit(by=by, flags=flags_of(self))
        return self

    def _send_change(self, values, *, by):
        before = self.values_with_changes(values)
        change_request = self.propose(values, amend=True)
        if change_request is None:
            return self
        if not change_request.new:  # everything is as the public sees it again
            self.discard_change()
            return self
        flags = flags_of(self, change_request.new)
        if change_request.state == State.WAITING:
            self._amend(change_request, flags, _differences(before, values), by=by)
        else:
            change_request.submit(by=by, flags=flags)
        return change_request

    def _amend(self, moderated, flags, changes, *, by):
        """Flag and record an edit of the event or its change request while it waits."""
        moderated.flags = _amended_flags(moderated, flags)
        moderated.save(update_fields=["version", "flags"])
        AuditEvent.objects.record(moderated, Action.EDIT, by=by, changes=changes)

    @transaction.atomic
    def discard(self, *, by):
        """Delete a draft that was never submitted, with its form drafts.

        The audit log keeps that it existed; retention deletes the files of its photos.
        """
        self.lock_row()
        if self.state != State.DRAFT or self.submitted_at:
            raise InvalidTransition(self, State.DRAFT)
        AuditEvent.objects.record(self, Action.ERASE, by=by, before=State.DRAFT)
        FormDraft.objects.filter(form__in=[f"plan:{self.pk}", f"report:{self.pk}"]).delete()
        self.delete()

    @transaction.atomic
    def apply_values(self, values):
        """Store the values and update the statistics in the same transaction.

        A live event gets another version: forms opened before are then refused as stale.
        """
        if self.counts:
            self.update_stats(-1)
        self.version += self.is_live
        self.changed_at = timezone.now()
        self.set_values(values).with_search_text().save()
        self.write_related_values(values)
        if self.counts:
            self.update_stats(+1)

    # -- what follows from a transition

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

    @transaction.atomic
    def add_objection(self, *, by, text):
        """Store a reviewer's objection as a note and a flag.

        The version moves on, so that whoever has the event open to decide on it sees it first.
        """
        flags = encode_flags({*self.flag_list, "objection"})
        row = type(self)._base_manager.filter(pk=self.pk, state=self.state, version=self.version)
        if not row.update(flags=flags, version=self.version + 1):
            raise InvalidTransition(self, State(self.state))
        Note.objects.create(
            target_type=self._meta.label_lower, target_id=str(self.pk), by=by, text=text
        )
        AuditEvent.objects.record(self, Action.OBJECT, by=by)
        self.flags, self.version = flags, self.version + 1

    def update_stats(self, step):
        """Count this live event in (+1) or out of (-1) the statistics if it has a report."""
        if self.is_reported:
            EventStats.objects.count(self, step)

    def publish_photos_after_commit(self):
        # Imported here because tasks import the models.
        from campaigns.events.photos import publish

        transaction.on_commit(lambda: publish.enqueue(str(self.pk)))
