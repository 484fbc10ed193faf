from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimportal.audit.models import Act, Decision, OnlyAdded
from kimportal.audit.querysets import OnlyAddedQuerySet
from kimportal.moderation.flags import joined
from kimportal.moderation.querysets import ProposalQuerySet, ReasonQuerySet
from kimportal.moderation.states import EXPLAINED, MENDABLE, ROADS, State, WrongState


class Reviewed(models.Model):
    """Anything that is sent in and decided on. Its state changes only through these verbs.

    A subclass may define `moved(decision)`: what else must become true in the same transaction
    (tallies, codes, letters). It must be written so that an undo finds the same door.
    """

    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.DRAFT, editable=False
    )
    state_since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    state_note = models.TextField(_("reason"), blank=True, editable=False)
    state_field = models.CharField(_("about the field"), max_length=60, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="submitted_%(class)ss",
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    flags = models.CharField(  # space-separated words between spaces: " duplicate quiet_period "
        _("flags"), max_length=200, blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=sorted(EXPLAINED)) | ~Q(state_note=""),
                name="%(class)s_explains_its_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="%(class)s_state_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state_since", "id"],
                condition=Q(state="waiting"),
                name="%(class)s_waiting",
            ),
        ]

    # -- what may happen

    def submit(self, *, by, flags=()):
        """Send in for review; what came back once is marked as a second submission."""
        if self.state == State.RETURNED:
            flags = {*flags, "second_submission"}
        self._move(
            State.WAITING,
            Act.SUBMIT,
            by=by,
            submitted_by=by,
            submitted_at=timezone.now(),
            flags=joined(flags),
        )

    def approve(self, *, by, note=""):
        self._move(State.LIVE, Act.APPROVE, by=by, note=note, only_from=State.WAITING)

    def send_back(self, *, by, note, field=""):
        """Return for mending; `field` names the form field the note is about."""
        self._move(State.RETURNED, Act.SEND_BACK, by=by, note=note, field=field)

    def reject(self, *, by, note, field=""):
        self._move(State.REJECTED, Act.REJECT, by=by, note=note, field=field)

    def withdraw(self, *, by, note):
        self._move(State.WITHDRAWN, Act.WITHDRAW, by=by, note=note)

    def restore(self, *, by, note=""):
        self._move(State.LIVE, Act.RESTORE, by=by, note=note, only_from=State.WITHDRAWN)

    @transaction.atomic
    def undo(self, decision, *, by):
        """Take back `decision`: the last move of this thing, younger than UNDO_WITHIN."""
        last = Decision.objects.about(self).moves().first()
        if last != decision or decision.act == Act.UNDO or decision.after != self.state:
            raise WrongState(self, decision.before)
        if timezone.now() > decision.may_be_undone_until:
            raise WrongState(self, decision.before)
        earlier = (
            Decision.objects.about(self)
            .moves()
            .filter(id__lt=decision.id, after=decision.before)
            .first()
        )
        note, field = (earlier.note, earlier.field) if earlier else ("", "")
        # It stands where it stood: who waited for days does not wait anew.
        since = {"state_since": earlier.at} if earlier else {}
        try:
            self._write(State(decision.before), Act.UNDO, by=by, note=note, field=field, **since)
        except IntegrityError:  # another one has taken its place meanwhile
            raise WrongState(self, decision.before)

    # -- the one private step that writes

    @transaction.atomic
    def _move(self, target, act, *, by, note="", field="", only_from=None, **also):
        if target not in ROADS[State(self.state)] or only_from not in (None, self.state):
            raise WrongState(self, target)
        if target in EXPLAINED and not note.strip():
            raise ValueError("this state needs a note that the submitter sees")
        self._write(target, act, by=by, note=note.strip(), field=field, **also)

    def _write(self, target, act, *, by, note, field, **also):
        written = {
            "state": target,
            "state_since": timezone.now(),
            "state_note": note if target in EXPLAINED else "",
            "state_field": field if target in EXPLAINED else "",
            "version": self.version + 1,
            **also,
        }
        # Matching on the state we read lets only the first of two hurried reviewers win.
        row = type(self)._base_manager.filter(pk=self.pk, state=self.state, version=self.version)
        if not row.update(**written):
            raise WrongState(self, target)
        before = self.state
        for name, value in written.items():
            setattr(self, name, value)
        decision = Decision.objects.record(
            self, act, by=by, before=before, after=target, note=note, field=field
        )
        self.moved(decision)

    def moved(self, decision):
        """Nothing more, unless a subclass says so."""

    # -- what it is

    @property
    def is_live(self):
        return self.state == State.LIVE

    @property
    def is_mendable(self):
        return self.state in MENDABLE

    @property
    def flag_list(self):
        return self.flags.split()


class Proposal(Reviewed):
    """A change that members of a live thing ask for; the public sees the old until it is approved.

    `new` and `old` hold plain values by field name. The thing says how to wear them: it has
    `read_values(names) -> dict` and `wear_values(values)`, both JSON in and out.
    """

    thing_type = models.ForeignKey(ContentType, models.PROTECT)
    thing_id = models.CharField(max_length=40)
    thing = GenericForeignKey("thing_type", "thing_id")
    thing_name = models.CharField(_("of"), max_length=200, blank=True, editable=False)
    region_code = models.CharField(max_length=13, blank=True)
    new = models.JSONField(_("new values"), default=dict, encoder=DjangoJSONEncoder)
    old = models.JSONField(_("old values"), default=dict, encoder=DjangoJSONEncoder)

    objects = ProposalQuerySet.as_manager()

    class Meta(Reviewed.Meta):
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            *Reviewed.Meta.constraints,
            models.UniqueConstraint(
                fields=["thing_type", "thing_id"],
                condition=Q(state__in=["draft", "waiting", "returned"]),
                name="one_open_proposal_per_thing",
            ),
        ]

    def __str__(self):
        return str(_("Change to %(thing)s") % {"thing": self.thing_name or self.thing})

    def get_absolute_url(self):
        return self.thing.get_absolute_url()

    @property
    def own_url(self):
        return self.thing.own_url

    @transaction.atomic
    def submit(self, *, by, flags=()):
        """Send in, under the name the thing has now: lists must not look up each thing."""
        self.thing_name = str(self.thing)[:200]
        type(self).objects.filter(pk=self.pk).update(thing_name=self.thing_name)
        super().submit(by=by, flags=flags)

    def _write(self, target, act, **told):
        """The thing's row comes first, as for its members, so that nobody waits in a circle; and
        it is read anew, for what is worn on it must not bring back what has meanwhile gone."""
        rows = type(self.thing)._base_manager.select_for_update()
        self.thing.refresh_from_db(from_queryset=rows)
        if target == State.LIVE and not self.thing.is_live:
            raise WrongState(self.thing, target)
        if self.is_live and self._is_covered:
            raise WrongState(self, target)
        super()._write(target, act, **told)

    @property
    def _is_covered(self):
        """Whether a later change of one of its fields was accepted; what was old is older still."""
        same = {"thing_type": self.thing_type, "thing_id": self.thing_id}
        later = Proposal.objects.live().filter(**same, state_since__gt=self.state_since)
        return any(self.new.keys() & one.new.keys() for one in later)

    def moved(self, decision):
        """Approval puts the new values on the thing; undoing it puts the old ones back."""
        if decision.after == State.LIVE:
            self.old = self.thing.read_values(self.new)
            type(self).objects.filter(pk=self.pk).update(old=self.old)
            self._dress(self.new, decision)
        elif decision.act == Act.UNDO and decision.before == State.LIVE:
            self._dress(self.old, decision)
        self.thing.proposal_moved(self, decision)

    def _dress(self, values, decision):
        before = self.thing.read_values(values)
        self.thing.wear_values(values)
        # The memory can't forget, so it learns that private words changed, and not which.
        private = getattr(self.thing, "private_fields", ())
        changes = {
            name: [None, None] if name in private else [before[name], values[name]]
            for name in values
        }
        Decision.objects.record(self.thing, Act.EDIT, by=decision.by, changes=changes)


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


class Note(OnlyAdded):
    """What staff tell each other about a thing; its submitter and the public never read it."""

    thing_type = models.CharField(max_length=60)  # "groups.group", as in Decision
    thing_id = models.CharField(max_length=40)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notes", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = OnlyAddedQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        indexes = [models.Index(fields=["thing_type", "thing_id", "-id"], name="note_thing")]

    def __str__(self):
        return self.text


class SavedView(models.Model):
    """The queue as one person likes to see it, under a name of their own; nobody else sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500, blank=True)  # "jenis=group&wilayah=35.73"

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_view_per_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('admin:index')}?{self.query}"
