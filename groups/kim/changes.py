from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kimportal.moderation.models import Proposal
from kimportal.moderation.states import MENDABLE, State, WrongState


class Outdated(Exception):
    """What was on the screen is no longer what is stored: another window was quicker."""


class Changeable:
    """How a group's own words change: a draft at once, a live group by a proposal."""

    def read_values(self, names):
        """Plain values by field name: what JSON can hold, and `wear` takes back."""
        return {name: self._plain(name) for name in names}

    def wear(self, values):
        """Put plain values on this object without storing it."""
        for name, value in values.items():
            field = self._meta.get_field(name)
            setattr(self, field.attname, field.to_python(value))
        return self

    @transaction.atomic
    def wear_values(self, values):
        """Put plain values on and store them; the search words and the tally follow."""
        moves = self.is_live and values.get("region", self.region_id) != self.region_id
        if moves:
            self.tell_tally(-1)
        self.wear(values).with_search_text()
        self.save(update_fields=[*values, "search_text", "decree_number_folded"])
        type(self).objects.filter(pk=self.pk).update(version=F("version") + 1)
        self.version += 1
        if moves:
            self.tell_tally(+1)
        if "logo" in values:
            self.show_logo()

    def show_logo(self):
        """The public finds the logo in force, after this transaction is safe, and none before."""
        # Imported here because tasks stand above models and carry the work out of the request.
        from groups.kim.tasks import show_logo

        transaction.on_commit(lambda: show_logo.enqueue(self.pk))

    def tell_tally(self, step):
        """This live group begins (+1) or ceases (−1) to count in its region."""
        # Looked up by name: the tally is counted from groups, so it stands above them.
        apps.get_model("groups", "RegionTally").objects.count(self, step)

    @property
    def proposals(self):
        kind = ContentType.objects.get_for_model(self)
        return Proposal.objects.filter(thing_type=kind, thing_id=str(self.pk))

    @cached_property
    def open_proposal(self):
        """The change that is being written, waits, or came back; a group has one at most."""
        return self.proposals.open().first() if self.pk else None

    @cached_property
    def last_proposal(self):
        """The newest change in whatever state, so that a refusal can be read too."""
        return self.open_proposal or self.proposals.order_by("-id").first()

    @property
    def edition(self):
        """Names what is on the screen, so that a second window cannot overwrite unseen."""
        proposal = self.open_proposal
        return f"{self.version}-{proposal.pk}.{proposal.version}" if proposal else f"{self.version}"

    @property
    def as_being_changed(self):
        """This group as its members are writing it: the open proposal worn, never stored."""
        other = type(self).objects.select_related("region").get(pk=self.pk)
        return other.wear(self.open_proposal.new) if self.open_proposal else other

    @transaction.atomic
    def change(self, values, *, by, edition):
        """Store new values (files as they come from the gate) over the edition the person saw.

        Raises Outdated, or WrongState where nothing may be changed now.
        """
        if edition != self.edition:
            raise Outdated
        plain = {name: self._kept(name, value) for name, value in values.items()}
        if self.is_mendable:
            self._mend(plain)
        elif self.is_live:
            self._propose(plain)
        else:
            raise WrongState(self, State.WAITING)
        self.__dict__.pop("open_proposal", None)

    @transaction.atomic
    def send_change(self, *, by):
        self.open_proposal.submit(by=by)

    @transaction.atomic
    def discard_change(self):
        """Forget a change that nobody is reviewing."""
        proposal = self.open_proposal
        mine = self.proposals.filter(pk=proposal.pk, version=proposal.version, state__in=MENDABLE)
        if not mine.delete()[0]:
            raise WrongState(proposal, State.DRAFT)
        self.__dict__.pop("open_proposal", None)

    def _mend(self, plain):
        self.take_turn()
        self.wear(plain).with_search_text()
        self.save(update_fields=[*plain, "search_text", "decree_number_folded"])

    def take_turn(self):
        """Become the next version of a draft; Outdated if another window was quicker."""
        mine = type(self).objects.filter(pk=self.pk, version=self.version, state__in=MENDABLE)
        if not mine.update(version=self.version + 1):
            raise Outdated
        self.version += 1

    def _propose(self, plain):
        proposal = self.open_proposal or Proposal(thing=self, region_code=self.region_code)
        if not proposal.is_mendable:
            raise WrongState(proposal, State.DRAFT)
        wanted = proposal.new | plain
        public = self.read_values(wanted)
        new = {name: value for name, value in wanted.items() if value != public[name]}
        old = {name: public[name] for name in new}
        if proposal.pk:
            self._rewrite(proposal, new, old)
        elif new:
            proposal.new, proposal.old = new, old
            self._begin(proposal)

    def _begin(self, proposal):
        try:
            with transaction.atomic():
                proposal.save(force_insert=True)
        except IntegrityError:  # one open proposal a group: another window began it first
            raise Outdated

    def _rewrite(self, proposal, new, old):
        row = self.proposals.filter(pk=proposal.pk, version=proposal.version, state__in=MENDABLE)
        if not row.update(new=new, old=old, version=proposal.version + 1):
            raise Outdated

    def in_words(self, name):
        """A field's value as people read it; files only say that they are there."""
        display = getattr(self, f"get_{name}_display", None)
        value = display() if display else getattr(self, name)
        if isinstance(value, File):
            return _("a file") if value else ""
        if hasattr(value, "isoformat"):
            return date_format(value, "j F Y")
        return "" if value is None else str(value)

    def _plain(self, name):
        field = self._meta.get_field(name)
        value = getattr(self, field.attname)
        if hasattr(value, "isoformat"):
            return value.isoformat()
        if isinstance(value, File):
            return value.name or ""
        return value

    def _kept(self, name, value):
        """The plain form of a value from a form; a new file is stored under a name of our own."""
        field = self._meta.get_field(name)
        if value is False:  # the form's word for a file taken away
            return ""
        if isinstance(value, File):
            return field.storage.save(field.generate_filename(self, value.name), value)
        if hasattr(value, "pk"):
            return value.pk
        return value.isoformat() if hasattr(value, "isoformat") else value
