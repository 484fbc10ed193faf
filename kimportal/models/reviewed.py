from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.flags import joined
from kimportal.models.decision import Act, Decision
from kimportal.states import EXPLAINED, MENDABLE, ROADS, State, WrongState


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
