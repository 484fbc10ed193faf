from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Replace
from django.db.models.lookups import Exact

from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.web.region_codes import within_any


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are never changed or deleted: see AppendOnlyModel."""

    def about(self, item: models.Model) -> Self:
        """Return the rows about this object, of whatever model."""
        return self.filter(target_type=item._meta.label_lower, target_id=str(item.pk))

    def update(self, **kwargs):
        raise TypeError("append-only: rows are never changed")

    def delete(self):
        raise TypeError("append-only: rows are never changed")


def moderated_models():
    """Return every moderated model."""
    return [
        model
        for model in apps.get_models()
        if isinstance(model._default_manager.all(), ModeratedQuerySet)
    ]


def _key_of_target(model):
    """Return `target_id` as a key of `model`, so that the primary key's index is used.

    NULL in events about other models, whose keys could not be converted.
    """
    stored, pk = OuterRef("target_id"), models.BigIntegerField()
    if isinstance(model._meta.pk, models.UUIDField):
        # SQLite stores a UUID without dashes, and PostgreSQL reads it either way.
        stored, pk = Replace(stored, Value("-")), models.UUIDField()
    is_ours = Exact(OuterRef("target_type"), Value(model._meta.label_lower))
    return Case(When(is_ours, then=Cast(stored, pk)))


class AuditEventQuerySet(AppendOnlyQuerySet):
    def within_jurisdiction(self, codes: list[str]) -> Self:
        return self.filter(within_any(codes, field="region_code"))

    def overseen_by(self, person) -> Self:
        """Return the events in a staff person's regions; on accounts, only to administrators."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        visible = self.within_jurisdiction(person.jurisdiction_codes)
        if not person.is_administrator:
            visible = visible.exclude(target_type="kimportal.person")
        return visible.on_targets_overseen_by(person)

    def on_targets_overseen_by(self, person) -> Self:
        """Return the events whose target this person may see today.

        An event repeats the title of its target, so drafts of others, and drafts that were
        deleted, stay unnamed (SECURITY_BAR R55). An event about a whole table, such as an export,
        has no single target.
        """
        visible = Q(target_id="")
        models_by_label = {model._meta.label_lower: model for model in moderated_models()}
        for label, model in models_by_label.items():
            visible |= Q(target_type=label) & Exists(
                model._default_manager.overseen_by(person).filter(pk=_key_of_target(model))
            )
        return self.filter(~Q(target_type__in=models_by_label) | visible)

    def transitions(self) -> Self:
        """Return the changes of state, newest first."""
        return self.exclude(after="").order_by("-id")
