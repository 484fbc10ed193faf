from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Replace
from django.db.models.lookups import Exact

from kimportal.web.region_codes import within_any

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models.expressions import Combinable

    from kimportal.accounts.models import Person


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are never changed or deleted: see AppendOnlyModel."""

    def about(self, item: models.Model) -> Self:
        """Return the rows about this object, of whatever model."""
        return self.filter(target_type=item._meta.label_lower, target_id=str(item.pk))

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("append-only: rows are never changed")

    def delete(self) -> NoReturn:
        raise TypeError("append-only: rows are never changed")


#: Models whose audit events only those may see who oversee the row they are about.
_restricted_models: list[type[models.Model]] = []


def restrict_to_overseers(model: type[models.Model]) -> None:
    """Show audit events about rows of `model` only to staff who oversee the row.

    Its default manager must have `overseen_by(person)`.
    """
    if model not in _restricted_models:
        _restricted_models.append(model)


def _target_key(model: type[models.Model]) -> Case:
    """Return the stored `target_id` as a key of `model`, so that the primary key's index is used.

    It is NULL in rows about other models, whose keys could not be converted.
    """
    stored: Combinable = OuterRef("target_id")
    pk: models.Field = models.BigIntegerField()
    if isinstance(model._meta.pk, models.UUIDField):
        # SQLite stores a UUID without dashes, and PostgreSQL reads it either way.
        stored, pk = Replace(stored, Value("-")), models.UUIDField()
    is_of_model = Exact(OuterRef("target_type"), Value(model._meta.label_lower))
    return Case(When(is_of_model, then=Cast(stored, pk)))


class AuditEventQuerySet(AppendOnlyQuerySet):
    def within_jurisdiction(self, codes: Collection[str]) -> Self:
        """Return the events whose target lies in these regions; no code means all."""
        return self.filter(within_any(codes, field="region_code"))

    def overseen_by(self, person: "Person | AnonymousUser") -> Self:
        """Return the events in a staff person's regions; on accounts, only to administrators."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        visible = self.within_jurisdiction(person.jurisdiction_codes)
        if not person.is_administrator:
            visible = visible.exclude(target_type="kimportal.person")
        return visible.on_targets_overseen_by(person)

    def on_targets_overseen_by(self, person: "Person") -> Self:
        """Return the events whose target this person may see today.

        A row repeats the title of its target, so drafts of others, and deleted drafts, stay
        unnamed (SECURITY_BAR R55). A row about a whole table, such as an export, has no target.
        """
        visible = Q(target_id="")
        models_by_label = {model._meta.label_lower: model for model in _restricted_models}
        for label, model in models_by_label.items():
            manager: Any = model._default_manager
            overseen = Exists(manager.overseen_by(person).filter(pk=_target_key(model)))
            visible |= Q(target_type=label) & overseen  # type: ignore[assignment]  # it is a Q
        return self.filter(~Q(target_type__in=models_by_label) | visible)

    def transitions(self) -> Self:
        """Return the changes of state, newest first."""
        return self.exclude(after="").order_by("-id")
