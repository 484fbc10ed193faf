from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimportal.audit.models import Action, AppendOnlyModel, AuditEvent
from kimportal.audit.querysets import AppendOnlyQuerySet
from kimportal.moderation.flags import joined
from kimportal.moderation.querysets import CannedResponseQuerySet
from kimportal.moderation.states import (
    EDITABLE_STATES,
    STATES_REQUIRING_REASON,
    TRANSITIONS,
    InvalidTransition,
    State,
)


class ModeratedModel(models.Model):
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
                condition=~Q(state__in=sorted(STATES_REQUIRING_REASON)) | ~Q(state_note=""),
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
            Action.SUBMIT,
            by=by,
            submitted_by=by,
            submitted_at=timezone.now(),
            flags=joined(flags),
        )

    def approve(self, *, by, note=""):
        self._move(State.LIVE, Action.APPROVE, by=by, note=note, only_from=State.WAITING)

    def send_back(self, *, by, note, field=""):
        """Return for mending; `field` names the form field the note is about."""
        self._move(State.RETURNED, Action.SEND_BACK, by=by, note=note, field=field)

    def reject(self, *, by, note, field=""):
        self._move(State.REJECTED, Action.REJECT, by=by, note=note, field=field)

    def withdraw(self, *, by, note):
        self._move(State.WITHDRAWN, Action.WITHDRAW, by=by, note=note)

    def restore(self, *, by, note=""):
        self._move(State.LIVE, Action.RESTORE, by=by, note=note, only_from=State.WITHDRAWN)

    @transaction.atomic
    def undo(self, audit_event, *, by):
        """Take back `decision`: the last move of this thing, younger than UNDO_WITHIN."""
        last = AuditEvent.objects.about(self).moves().first()
        if (
            last != audit_event
            or audit_event.action == Action.UNDO
            or audit_event.after != self.state
        ):
            raise InvalidTransition(self, audit_event.before)
        if timezone.now() > audit_event.may_be_undone_until:
            raise InvalidTransition(self, audit_event.before)
        earlier = (
            AuditEvent.objects.about(self)
            .moves()
            .filter(id__lt=audit_event.id, after=audit_event.before)
            .first()
        )
        note, field = (earlier.note, earlier.field) if earlier else ("", "")
        # It stands where it stood: who waited for days does not wait anew.
        since = {"state_since": earlier.at} if earlier else {}
        try:
            self._write(
                State(audit_event.before), Action.UNDO, by=by, note=note, field=field, **since
            )
        except IntegrityError:  # another one has taken its place meanwhile
            raise InvalidTransition(self, audit_event.before)

    # -- the one private step that writes

    @transaction.atomic
    def _move(self, target, action, *, by, note="", field="", only_from=None, **also):
        if target not in TRANSITIONS[State(self.state)] or only_from not in (None, self.state):
            raise InvalidTransition(self, target)
        if target in STATES_REQUIRING_REASON and not note.strip():
            raise ValueError("this state needs a note that the submitter sees")
        self._write(target, action, by=by, note=note.strip(), field=field, **also)

    def _write(self, target, action, *, by, note, field, **also):
        written = {
            "state": target,
            "state_since": timezone.now(),
            "state_note": note if target in STATES_REQUIRING_REASON else "",
            "state_field": field if target in STATES_REQUIRING_REASON else "",
            "version": self.version + 1,
            **also,
        }
        # Matching on the state we read lets only the first of two hurried reviewers win.
        row = type(self)._base_manager.filter(pk=self.pk, state=self.state, version=self.version)
        if not row.update(**written):
            raise InvalidTransition(self, target)
        before = self.state
        for name, value in written.items():
            setattr(self, name, value)
        audit_event = AuditEvent.objects.record(
            self, action, by=by, before=before, after=target, note=note, field=field
        )
        self.on_transition(audit_event)

    def on_transition(self, audit_event):
        """Nothing more, unless a subclass says so."""

    # -- what it is

    @property
    def is_live(self):
        return self.state == State.LIVE

    @property
    def is_editable(self):
        return self.state in EDITABLE_STATES

    @property
    def flag_list(self):
        return self.flags.split()


class CannedResponseAction(models.TextChoices):
    SEND_BACK = "send_back", _("Return for mending")
    REJECT = "reject", _("Reject")
    WITHDRAW = "withdraw", _("Withdraw")


class CannedResponse(models.Model):
    """A sentence that reviewers use again and again, in the submitter's language."""

    kind = models.CharField(  # "groups.group"; empty for every kind
        _("for"), max_length=60, blank=True
    )
    action = models.CharField(_("decision"), max_length=20, choices=CannedResponseAction)
    field = models.CharField(_("about the field"), max_length=60, blank=True)
    text_id = models.CharField(_("sentence (Indonesian)"), max_length=400)
    text_en = models.CharField(_("sentence (English)"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_used = models.BooleanField(_("offered to reviewers"), default=True)

    objects = CannedResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("reusable reason")
        verbose_name_plural = _("reusable reasons")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "action", "text_id"], name="one_reason_once_per_kind"
            )
        ]

    def __str__(self):
        return self.text(get_language())

    def text(self, language):
        return self.text_en if language == "en" and self.text_en else self.text_id


class Note(AppendOnlyModel):
    """What staff tell each other about a thing; its submitter and the public never read it."""

    target_type = models.CharField(max_length=60)  # "groups.group", as in Decision
    target_id = models.CharField(max_length=40)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notes", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        indexes = [models.Index(fields=["target_type", "target_id", "-id"], name="note_thing")]

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
