from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kimportal.models.decision import Act, Decision
from kimportal.models.reviewed import Reviewed
from kimportal.querysets import ProposalQuerySet
from kimportal.states import State, WrongState


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
