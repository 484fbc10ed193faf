from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimportal.audit.models import Action, AppendOnlyModel, AuditEvent, AuditTarget
from kimportal.audit.querysets import AppendOnlyQuerySet
from kimportal.moderation.flags import encode_flags
from kimportal.moderation.querysets import CannedResponseQuerySet
from kimportal.moderation.states import (
    EDITABLE_STATES,
    STATES_REQUIRING_REASON,
    TRANSITIONS,
    InvalidTransition,
    State,
)

if TYPE_CHECKING:
    from kimportal.accounts.models import Person


class ModeratedModel(AuditTarget):
    """A model whose rows are submitted and reviewed; the state changes only through these verbs.

    A subclass must define the members marked abstract and `region_code`, use a
    ModeratedQuerySet, and register a ModerationAdapter; `checks.check_moderation` reports at start
    what is missing. It may override `on_transition`, `member_state` and `private_fields`.
    """

    #: Fields whose values the audit log must not hold: its rows are never erased.
    private_fields: tuple[str, ...] = ()

    objects: Any  # of a ModeratedQuerySet

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
    #: When what the public reads of it last changed; open data is asked for what is newer.
    changed_at = models.DateTimeField(
        _("changed"), default=timezone.now, db_default=Now(), editable=False
    )

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
            models.Index(
                fields=["changed_at"],
                condition=Q(state="live"),
                name="%(class)s_changed",
            ),
        ]

    # -- what a subclass defines

    @abstractmethod
    def get_absolute_url(self) -> str:
        """Return the public page; the members' page while the public cannot see it."""

    @property
    @abstractmethod
    def own_url(self) -> str:
        """The page for those who submit it."""

    def on_transition(self, audit_event: AuditEvent) -> None:
        """Update what depends on the state in the same transaction: statistics, codes, emails.

        Called after every transition, an undo among them.
        """

    # -- transitions

    def decide(self, verb: str, *, by: "Person", note: str = "", field: str = "") -> None:
        """Carry out a reviewer's verb."""
        match verb:
            case Action.APPROVE:
                self.approve(by=by, note=note)
            case Action.SEND_BACK:
                self.send_back(by=by, note=note, field=field)
            case Action.REJECT:
                self.reject(by=by, note=note, field=field)
            case Action.WITHDRAW:
                self.withdraw(by=by, note=note)
            case Action.RESTORE:
                self.restore(by=by, note=note)
            case _:
                raise ValueError(f"{verb!r} is not a reviewer's verb")

    def submit(self, *, by: "Person", flags: Iterable[str] = ()) -> None:
        """Submit for review; what was sent back before is flagged as a second submission."""
        if self.state == State.RETURNED:
            flags = {*flags, "second_submission"}
        self._move(
            State.WAITING,
            Action.SUBMIT,
            by=by,
            submitted_by=by,
            submitted_at=timezone.now(),
            flags=encode_flags(flags),
        )

    def approve(self, *, by: "Person", note: str = "") -> None:
        self._move(State.LIVE, Action.APPROVE, by=by, note=note, only_from=State.WAITING)

    def send_back(self, *, by: "Person", note: str, field: str = "") -> None:
        """Return for mending; `field` names the form field the note is about."""
        self._move(
            State.RETURNED,
            Action.SEND_BACK,
            by=by,
            note=note,
            field=field,
            only_from=State.WAITING,
        )

    def reopen(self, *, by: "Person", note: str) -> None:
        """Return what was rejected for mending, so that it can be submitted again."""
        self._move(State.RETURNED, Action.SEND_BACK, by=by, note=note, only_from=State.REJECTED)

    def reject(self, *, by: "Person", note: str, field: str = "") -> None:
        self._move(State.REJECTED, Action.REJECT, by=by, note=note, field=field)

    def withdraw(self, *, by: "Person", note: str) -> None:
        self._move(State.WITHDRAWN, Action.WITHDRAW, by=by, note=note)

    def restore(self, *, by: "Person", note: str = "") -> None:
        self._move(State.LIVE, Action.RESTORE, by=by, note=note, only_from=State.WITHDRAWN)

    @transaction.atomic
    def undo(self, audit_event: AuditEvent, *, by: "Person") -> None:
        """Revert the last transition, within UNDO_WITHIN; raise InvalidTransition otherwise."""
        last = AuditEvent.objects.about(self).transitions().first()
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
            .transitions()
            .filter(id__lt=audit_event.id, after=audit_event.before)
            .first()
        )
        note, field = (earlier.note, earlier.field) if earlier else ("", "")
        # Keep the original waiting time, so the item returns to its place in the queue.
        since = {"state_since": earlier.at} if earlier else {}
        try:
            self._write(
                State(audit_event.before), Action.UNDO, by=by, note=note, field=field, **since
            )
        except IntegrityError:  # a unique constraint: another row has taken its place
            raise InvalidTransition(self, audit_event.before)

    # -- the only step that writes

    @transaction.atomic
    def _move(
        self,
        target: State,
        action: Action,
        *,
        by: "Person",
        note: str = "",
        field: str = "",
        only_from: State | None = None,
        **values: Any,
    ) -> None:
        if target not in TRANSITIONS[State(self.state)] or only_from not in (None, self.state):
            raise InvalidTransition(self, target)
        if target in STATES_REQUIRING_REASON and not note.strip():
            raise ValueError("this state needs a note that the submitter sees")
        self._write(target, action, by=by, note=note.strip(), field=field, **values)

    def _write(
        self, target: State, action: Action, *, by: "Person", note: str, field: str, **values: Any
    ) -> None:
        values = {
            "state": target,
            "state_since": timezone.now(),
            "changed_at": timezone.now(),
            "state_note": note if target in STATES_REQUIRING_REASON else "",
            "state_field": field if target in STATES_REQUIRING_REASON else "",
            "version": self.version + 1,
            **values,
        }
        # Optimistic lock: of two reviewers who decide at once, only the first matches.
        row = type(self)._base_manager.filter(pk=self.pk, state=self.state, version=self.version)
        if not row.update(**values):
            raise InvalidTransition(self, target)
        before = self.state
        for name, value in values.items():
            setattr(self, name, value)
        audit_event = AuditEvent.objects.record(
            self, action, by=by, before=before, after=target, note=note, field=field
        )
        self.on_transition(audit_event)

    # -- what it is

    @property
    def member_state(self) -> str:
        """The state in the words of those who submit it."""
        return self.get_state_display()

    @property
    def is_live(self) -> bool:
        return self.state == State.LIVE

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES

    @property
    def flag_list(self) -> list[str]:
        return self.flags.split()


class CannedResponseAction(models.TextChoices):
    SEND_BACK = "send_back", _("Return for mending")
    REJECT = "reject", _("Reject")
    WITHDRAW = "withdraw", _("Withdraw")


class CannedResponse(models.Model):
    """A reusable reason of reviewers, in the submitter's language."""

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

    def __str__(self) -> str:
        return self.text(get_language())

    def text(self, language: str | None) -> str:
        return self.text_en if language == "en" and self.text_en else self.text_id


class Note(AppendOnlyModel):
    """An internal note of staff on an item; its submitter and the public never read it."""

    target_type = models.CharField(max_length=60)  # "groups.group", as in AuditEvent
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

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """A person's named filter of the queue; nobody else sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500, blank=True)  # "jenis=group&wilayah=35.73"

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('admin:index')}?{self.query}"
