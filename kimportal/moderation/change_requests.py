"""Changes that members ask for on a live object, applied when a reviewer approves them."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Self, cast

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.querysets import ChangeRequestQuerySet
from kimportal.moderation.states import EDITABLE_STATES, InvalidTransition, State

if TYPE_CHECKING:
    from kimportal.accounts.models import Person


class StaleObject(Exception):
    """The object was changed after the form was rendered: another window was quicker."""


def to_json(value: object) -> object:
    """Return a field's value as JSON can hold it; `Field.to_python` reads it back."""
    if isinstance(value, File):
        return value.name or ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value


class ChangeRequest(ModeratedModel):
    """New values for a live ChangeableModel; the public sees the old ones until it is approved.

    `new` and `old` hold plain values by field name, as `ChangeableModel.read_values` gives them.
    """

    target_type = models.ForeignKey(ContentType, models.PROTECT)
    target_id = models.CharField(max_length=40)
    item: Any = GenericForeignKey("target_type", "target_id")
    target_repr = models.CharField(_("of"), max_length=200, blank=True, editable=False)
    region_code = models.CharField(max_length=13, blank=True)
    new = models.JSONField(_("new values"), default=dict, encoder=DjangoJSONEncoder)
    old = models.JSONField(_("old values"), default=dict, encoder=DjangoJSONEncoder)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta(ModeratedModel.Meta):
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            *ModeratedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["target_type", "target_id"],
                condition=Q(state__in=["draft", "waiting", "returned"]),
                name="one_open_change_request",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Change to %(item)s") % {"item": self.target_repr or self.item})

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()

    @property
    def own_url(self) -> str:
        return self.item.own_url

    @transaction.atomic
    def submit(self, *, by: "Person", flags: Iterable[str] = ()) -> None:
        """Submit for review and store the target's present name: lists must not look it up."""
        self.target_repr = str(self.item)[:200]
        type(self).objects.filter(pk=self.pk).update(target_repr=self.target_repr)
        super().submit(by=by, flags=flags)

    def _write(self, target: State, action: Action, **kwargs: Any) -> None:
        """Lock the target first, as its members do, so that no two transactions deadlock.

        The target is reloaded by that: applying values must not bring back what has changed since.
        """
        self.item.lock_row()
        if target == State.LIVE and not self.item.is_live:
            raise InvalidTransition(self.item, target)
        if self.is_live and self._is_superseded:
            raise InvalidTransition(self, target)
        super()._write(target, action, **kwargs)

    @property
    def _is_superseded(self) -> bool:
        """Whether a later change of one of these fields was approved: `old` is outdated then."""
        same_target = {"target_type": self.target_type, "target_id": self.target_id}
        later = ChangeRequest.objects.live().filter(**same_target, state_since__gt=self.state_since)
        return any(self.new.keys() & change_request.new.keys() for change_request in later)

    def on_transition(self, audit_event: AuditEvent) -> None:
        """Apply the new values on approval, and the old ones when that is undone."""
        if audit_event.after == State.LIVE:
            self.old = self.item.read_values(self.new)
            type(self).objects.filter(pk=self.pk).update(old=self.old)
            self._apply(self.new, audit_event)
        elif audit_event.action == Action.UNDO and audit_event.before == State.LIVE:
            self._apply(self.old, audit_event)
        self.item.forget_change_requests()
        self.item.on_change_request_transition(self, audit_event)

    def _apply(self, values: dict[str, Any], audit_event: AuditEvent) -> None:
        before = self.item.read_values(values)
        self.item.apply_values(values)
        # Rows of the audit log are never erased, so of private fields it holds the names alone.
        changes = {
            name: [None, None] if name in self.item.private_fields else [before[name], values[name]]
            for name in values
        }
        AuditEvent.objects.record(self.item, Action.EDIT, by=audit_event.by, changes=changes)


class ChangeableModel(ModeratedModel):
    """A moderated model whose live rows change only by an approved ChangeRequest.

    Forms, change requests and their undo exchange plain values by field name, which JSON can hold.
    A subclass must define `apply_values`, `on_change_request_transition` and `region_code`, and may
    set `related_values` and `private_fields`.

    Two requests never overwrite each other: a form carries the `version_token` it was rendered
    with, and `lock_row(version_token)` or `bump_version()` raises StaleObject if it is outdated.
    """

    #: Values kept in rows of their own: {name: (read(obj) -> value, write(obj, value))}.
    related_values: dict[str, tuple[Callable, Callable]] = {}
    #: Fields whose values the audit log must not hold.
    private_fields: tuple[str, ...] = ()

    class Meta(ModeratedModel.Meta):
        abstract = True

    # -- what a subclass defines

    @property
    @abstractmethod
    def region_code(self) -> str:  # type: ignore[override]  # a field or a property
        """The region whose reviewers decide on its change requests."""

    @abstractmethod
    def apply_values(self, values: dict[str, Any]) -> None:
        """Store the values, and update what depends on them in the same transaction."""

    @abstractmethod
    def on_change_request_transition(
        self, change_request: ChangeRequest, audit_event: AuditEvent
    ) -> None:
        """React to a transition of a change request: send emails, publish files."""

    # -- values

    def read_values(self, names: Iterable[str]) -> dict[str, Any]:
        """Return {name: plain value}."""
        return {name: self._read_value(name) for name in names}

    def _read_value(self, name: str) -> Any:
        if name in self.related_values:
            read, _write = self.related_values[name]
            return read(self)
        field: Any = self._meta.get_field(name)
        return to_json(getattr(self, field.attname))

    def set_values(self, values: dict[str, Any]) -> Self:
        """Set the fields among the values on this instance without saving it."""
        for name in values.keys() - self.related_values.keys():
            field: Any = self._meta.get_field(name)
            setattr(self, field.attname, field.to_python(values[name]))
        return self

    def write_related_values(self, values: dict[str, Any]) -> None:
        """Store the values that are kept in rows of their own."""
        for name in values.keys() & self.related_values.keys():
            _read, write = self.related_values[name]
            write(self, values[name])

    def values_with_changes(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the values as the open change request of this live object would leave them."""
        new = self.open_change_request.new if self.is_live and self.open_change_request else {}
        return self.read_values(names) | {name: new[name] for name in names if name in new}

    # -- its change requests

    @property
    def change_requests(self) -> ChangeRequestQuerySet:
        return self._change_requests_for([self])

    @classmethod
    def _change_requests_for(cls, objects: Iterable[Self]) -> ChangeRequestQuerySet:
        return ChangeRequest.objects.filter(
            target_type=ContentType.objects.get_for_model(cls),
            target_id__in=[str(obj.pk) for obj in objects],
        )

    @classmethod
    def with_open_change_requests(cls, objects: list[Self]) -> list[Self]:
        """Fetch the open change request of each object of a list in one query."""
        open_requests = {
            change_request.target_id: change_request
            for change_request in cls._change_requests_for(objects).open()
        }
        for obj in objects:
            obj.open_change_request = open_requests.get(str(obj.pk))
        return objects

    @cached_property
    def open_change_request(self) -> ChangeRequest | None:
        """The change that is being written, waits, or was sent back; the database allows one."""
        return self.change_requests.open().first() if self.pk else None

    @cached_property
    def last_change_request(self) -> ChangeRequest | None:
        """The newest change request in whatever state: a rejection must be readable too."""
        return self.open_change_request or self.change_requests.order_by("-id").first()

    def propose(self, values: dict[str, Any], *, amend: bool = False) -> ChangeRequest | None:
        """Merge the values into the open change request and return it; None if nothing differs.

        The row must be locked. Raise InvalidTransition if the request waits for review, unless
        `amend`. What equals the public value leaves the request again while no reviewer reads it.
        """
        change_request = self.open_change_request or ChangeRequest(
            item=self, region_code=self.region_code
        )
        is_waiting = change_request.state == State.WAITING
        if is_waiting and not amend:
            raise InvalidTransition(change_request, State.DRAFT)
        merged = change_request.new | values
        public = self.read_values(merged)
        kept = change_request.new.keys() if is_waiting else ()
        change_request.new = {
            name: value for name, value in merged.items() if value != public[name] or name in kept
        }
        change_request.old = {name: public[name] for name in change_request.new}
        if change_request.pk:
            change_request.version += 1
        elif not change_request.new:
            return None
        change_request.save()
        self.open_change_request = change_request
        return change_request

    @transaction.atomic
    def submit_change(self, *, by: "Person", flags: Iterable[str] = ()) -> None:
        """Submit the open change request for review."""
        cast(ChangeRequest, self.open_change_request).submit(by=by, flags=flags)

    @transaction.atomic
    def discard_change(self) -> None:
        """Delete the open change request; raise InvalidTransition if a reviewer has it."""
        change_request = cast(ChangeRequest, self.open_change_request)
        editable = self.change_requests.filter(
            pk=change_request.pk, version=change_request.version, state__in=EDITABLE_STATES
        )
        if not editable.delete()[0]:
            raise InvalidTransition(change_request, State.DRAFT)
        self.forget_change_requests()

    # -- locking

    @property
    def version_token(self) -> str:
        """The version of the object and of its open change, for a form to carry."""
        change_request = self.open_change_request if self.is_live else None
        if change_request is None:
            return str(self.version)
        return f"{self.version}-{change_request.pk}.{change_request.version}"

    def lock_row(self, version_token: str | None = None) -> None:
        """Lock the row until the transaction ends, and reload it.

        Raise StaleObject if it has changed since `version_token` was read, InvalidTransition if
        it was deleted.
        """
        rows = type(self)._base_manager.select_for_update()
        try:
            self.refresh_from_db(from_queryset=rows)
        except self.DoesNotExist:
            raise InvalidTransition(self, State.WAITING)
        if version_token is not None and version_token != self.version_token:
            raise StaleObject

    def bump_version(self) -> None:
        """Claim the next version while editable; raise StaleObject if another request did."""
        row = type(self)._base_manager.filter(
            pk=self.pk, version=self.version, state__in=EDITABLE_STATES
        )
        if not row.update(version=self.version + 1):
            raise StaleObject
        self.version += 1

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Self] | None = None,
    ) -> None:
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        if fields is None:
            self.forget_change_requests()

    def forget_change_requests(self) -> None:
        """Drop the cached change requests."""
        self.__dict__.pop("open_change_request", None)
        self.__dict__.pop("last_change_request", None)
