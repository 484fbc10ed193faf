from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Replace
from django.db.models.lookups import Exact

from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.web.region_codes import within_any


class AppendOnlyQuerySet(models.QuerySet):
    """Rows of a memory: never changed, never deleted (kimportal/audit/models.py)."""

    def about(self, item):
        return self.filter(target_type=item._meta.label_lower, target_id=str(item.pk))

    def update(self, **kwargs):
        raise TypeError("this memory is only ever added to")

    def delete(self):
        raise TypeError("this memory is only ever added to")


def moderated_models():
    """Every model of ours whose rows are sent in and decided on."""
    return [
        model
        for model in apps.get_models()
        if isinstance(model._default_manager.all(), ModeratedQuerySet)
    ]


def _key_of_target(model):
    """The stored `thing_id` as a key of `model`, so that the primary key's index answers; NULL in
    rows about other models, whose keys could not be converted."""
    stored, pk = OuterRef("target_id"), models.BigIntegerField()
    if isinstance(model._meta.pk, models.UUIDField):
        # SQLite stores a UUID without dashes, and PostgreSQL reads it either way.
        stored, pk = Replace(stored, Value("-")), models.UUIDField()
    is_ours = Exact(OuterRef("target_type"), Value(model._meta.label_lower))
    return Case(When(is_ours, then=Cast(stored, pk)))


class AuditEventQuerySet(AppendOnlyQuerySet):
    def within_jurisdiction(self, codes):
        return self.filter(within_any(codes, field="region_code"))

    def overseen_by(self, person):
        """The acts of a staff person's regions; those on accounts are for administrators."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        seen = self.within_jurisdiction(person.jurisdiction_codes)
        if not person.is_administrator:
            seen = seen.exclude(target_type="kimportal.person")
        return seen.on_targets_overseen_by(person)

    def on_targets_overseen_by(self, person):
        """Rows whose target this person may see today: a row repeats the title of its target, so
        drafts of others, and drafts that were deleted, stay unnamed (SECURITY_BAR R55). A row
        about a whole table, such as an export, has no single target."""
        seen = Q(target_id="")
        kinds = {model._meta.label_lower: model for model in moderated_models()}
        for label, model in kinds.items():
            seen |= Q(target_type=label) & Exists(
                model._default_manager.overseen_by(person).filter(pk=_key_of_target(model))
            )
        return self.filter(~Q(target_type__in=kinds) | seen)

    def moves(self):
        """Only what changed a state, newest first."""
        return self.exclude(after="").order_by("-id")
