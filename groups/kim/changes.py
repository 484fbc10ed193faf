from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kimportal.moderation.models import ChangeRequest
from kimportal.moderation.states import EDITABLE_STATES, InvalidTransition, State


class StaleObject(Exception):
    """What was on the screen is no longer what is stored: another window was quicker."""


class ChangesByRequest:
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
    def apply_values(self, values):
        """Put plain values on and store them; the search words and the tally follow."""
        moves = self.is_live and values.get("region", self.region_id) != self.region_id
        if moves:
            self.update_stats(-1)
        self.wear(values).with_search_text()
        self.save(update_fields=[*values, "search_text", "decree_number_folded"])
        type(self).objects.filter(pk=self.pk).update(version=F("version") + 1)
        self.version += 1
        if moves:
            self.update_stats(+1)
        if "logo" in values:
            self.show_logo()

    def show_logo(self):
        """The public finds the logo in force, after this transaction is safe, and none before."""
        # Imported here because tasks stand above models and carry the work out of the request.
        from groups.kim.tasks import show_logo

        transaction.on_commit(lambda: show_logo.enqueue(self.pk))

    def update_stats(self, step):
        """This live group begins (+1) or ceases (−1) to count in its region."""
        # Looked up by name: the tally is counted from groups, so it stands above them.
        apps.get_model("groups", "RegionStats").objects.count(self, step)

    @property
    def change_requests(self):
        kind = ContentType.objects.get_for_model(self)
        return ChangeRequest.objects.filter(target_type=kind, target_id=str(self.pk))

    @cached_property
    def open_change_request(self):
        """The change that is being written, waits, or came back; a group has one at most."""
        return self.change_requests.open().first() if self.pk else None

    @cached_property
    def last_change_request(self):
        """The newest change in whatever state, so that a refusal can be read too."""
        return self.open_change_request or self.change_requests.order_by("-id").first()

    @property
    def version_token(self):
        """Names what is on the screen, so that a second window cannot overwrite unseen."""
        change_request = self.open_change_request
        return (
            f"{self.version}-{change_request.pk}.{change_request.version}"
            if change_request
            else f"{self.version}"
        )

    @property
    def preview_with_changes(self):
        """This group as its members are writing it: the open proposal worn, never stored."""
        other = type(self).objects.select_related("region").get(pk=self.pk)
        return other.wear(self.open_change_request.new) if self.open_change_request else other

    @transaction.atomic
    def change(self, values, *, by, version_token):
        """Store new values (files as they come from the gate) over the edition the person saw.

        Raises Outdated, or WrongState where nothing may be changed now.
        """
        if version_token != self.version_token:
            raise StaleObject
        plain = {name: self._kept(name, value) for name, value in values.items()}
        if self.is_editable:
            self._mend(plain)
        elif self.is_live:
            self._propose(plain)
        else:
            raise InvalidTransition(self, State.WAITING)
        self.__dict__.pop("open_change_request", None)

    @transaction.atomic
    def send_change(self, *, by):
        self.open_change_request.submit(by=by)

    @transaction.atomic
    def discard_change(self):
        """Forget a change that nobody is reviewing."""
        change_request = self.open_change_request
        mine = self.change_requests.filter(
            pk=change_request.pk, version=change_request.version, state__in=EDITABLE_STATES
        )
        if not mine.delete()[0]:
            raise InvalidTransition(change_request, State.DRAFT)
        self.__dict__.pop("open_change_request", None)

    def _mend(self, plain):
        self.bump_version()
        self.wear(plain).with_search_text()
        self.save(update_fields=[*plain, "search_text", "decree_number_folded"])

    def bump_version(self):
        """Become the next version of a draft; Outdated if another window was quicker."""
        mine = type(self).objects.filter(
            pk=self.pk, version=self.version, state__in=EDITABLE_STATES
        )
        if not mine.update(version=self.version + 1):
            raise StaleObject
        self.version += 1

    def _propose(self, plain):
        change_request = self.open_change_request or ChangeRequest(
            item=self, region_code=self.region_code
        )
        if not change_request.is_editable:
            raise InvalidTransition(change_request, State.DRAFT)
        wanted = change_request.new | plain
        public = self.read_values(wanted)
        new = {name: value for name, value in wanted.items() if value != public[name]}
        old = {name: public[name] for name in new}
        if change_request.pk:
            self._rewrite(change_request, new, old)
        elif new:
            change_request.new, change_request.old = new, old
            self._begin(change_request)

    def _begin(self, change_request):
        try:
            with transaction.atomic():
                change_request.save(force_insert=True)
        except IntegrityError:  # one open proposal a group: another window began it first
            raise StaleObject

    def _rewrite(self, change_request, new, old):
        row = self.change_requests.filter(
            pk=change_request.pk, version=change_request.version, state__in=EDITABLE_STATES
        )
        if not row.update(new=new, old=old, version=change_request.version + 1):
            raise StaleObject

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
