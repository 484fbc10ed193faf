from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from campaigns.models.event_flags import flags_of
from campaigns.models.tally import Tally
from campaigns.models.typed import Typed
from kimportal.flags import joined
from kimportal.models import Act, Decision, Proposal
from kimportal.states import MENDABLE, State, WrongState


def flagged_anew(thing, flags):
    """What `thing.flags` becomes once its words have changed while it waits."""
    return joined({*flags, *({"second_submission"} & set(thing.flag_list))})


def differing(before, values):
    """{name: [before, after]} of what is not the same."""
    return {n: [before[n], value] for n, value in values.items() if before[n] != value}


class SentIn:
    """How members' words reach an event: kept in a draft, sent in, or proposed to a live one."""

    @transaction.atomic
    def keep(self, values):
        """Put values on a draft, and nothing more."""
        self.hold()
        if self.state != State.DRAFT:
            raise WrongState(self, State.DRAFT)
        self.version += 1
        self.wear_values(values)

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
        if self.state not in {*MENDABLE, State.WAITING}:
            raise WrongState(self, State.WAITING)
        before = self.read_values(values)
        self.neutrality_declared_at = timezone.now()
        self.wear_values(values)
        if self.state == State.WAITING:
            self._amend(before, values, by=by)
        else:
            self.submit(by=by, flags=flags_of(self))
        return self

    @property
    def edition(self):
        """What a form was filled in over: the event's version, and that of its open change."""
        change = self.open_proposal if self.is_live else None
        return f"{self.version}+{change.pk}.{change.version}" if change else str(self.version)

    @transaction.atomic
    def discard(self, *, by):
        """Throw away a draft that was never sent in, and what was typed for it. The files of its
        photos leave with the sweep; that it was there is remembered."""
        self.hold()
        if self.state != State.DRAFT or self.submitted_at:
            raise WrongState(self, State.DRAFT)
        Decision.objects.record(self, Act.ERASE, by=by, before=State.DRAFT)
        Typed.objects.filter(form__in=[f"plan:{self.pk}", f"report:{self.pk}"]).delete()
        self.delete()

    def hold(self, edition=None):
        """Lock the row and look again, so that two hurried members go one after the other.

        WrongState if the event was thrown away, or `edition` was given and it has changed since.
        """
        rows = type(self)._base_manager.select_for_update()
        try:
            self.refresh_from_db(from_queryset=rows)
        except self.DoesNotExist:
            raise WrongState(self, State.WAITING)
        if edition not in (None, self.edition):
            raise WrongState(self, State.WAITING)

    def _amend(self, before, values, *, by):
        self.version += 1
        self.flags = flagged_anew(self, flags_of(self))
        self.save(update_fields=["version", "flags"])
        Decision.objects.record(self, Act.EDIT, by=by, changes=differing(before, values))

    def _propose(self, values, *, by):
        proposal = self.open_proposal or Proposal(thing=self, region_code=self.region_code)
        changed, before = self._changed(values, proposal), proposal.new
        proposal.new = {**before, **changed}
        if not proposal.new:
            return self
        if proposal.state == State.WAITING:
            proposal.version += 1
            proposal.flags = flagged_anew(proposal, flags_of(self, proposal.new))
            changes = differing(self.read_values(changed) | before, changed)
            Decision.objects.record(proposal, Act.EDIT, by=by, changes=changes)
        proposal.save()
        if proposal.state != State.WAITING:
            proposal.submit(by=by, flags=flags_of(self, proposal.new))
        return proposal

    def _changed(self, values, proposal):
        now = self.read_values(values)
        return {n: v for n, v in values.items() if v != now[n] or n in proposal.new}

    @property
    def open_proposal(self):
        """The change asked for and not yet decided, if there is one."""
        if hasattr(self, "proposal_at_hand"):
            return self.proposal_at_hand
        return self.proposals_about([self]).first()

    @classmethod
    def proposals_about(cls, events):
        """Changes of these events that are asked for and not yet decided."""
        return Proposal.objects.open().filter(
            thing_type=ContentType.objects.get_for_model(cls),
            thing_id__in=[str(event.pk) for event in events],
        )

    @classmethod
    def with_open_proposals(cls, events):
        """The events of a list, each with its open proposal at hand, in one query."""
        found = {proposal.thing_id: proposal for proposal in cls.proposals_about(events)}
        for event in events:
            event.proposal_at_hand = found.get(str(event.pk))
        return events

    def values_to_mend(self, names):
        """What the form opens with: the values now, under those of an open proposal."""
        values = self.read_values(names)
        proposal = self.open_proposal if self.is_live else None
        return values | {n: v for n, v in (proposal.new if proposal else {}).items() if n in names}

    def tell_tally(self, step):
        """A live report begins (+1) or ceases (−1) to count; a mere plan counts nowhere."""
        if self.is_reported:
            Tally.objects.count(self, step)

    def publish_photos_after_commit(self):
        # Imported here because tasks stand above models: they carry the work out of the request.
        from campaigns.photos import publish

        transaction.on_commit(lambda: publish.enqueue(str(self.pk)))
