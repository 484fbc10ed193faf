from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from kimportal.accounts.models import Person
from kimportal.moderation.adapters import adapters
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.staff.site import OWN_APPS
from kimportal.web.pagination import MAX_ROWS

#: Objects of each model, and people, that a search term may match.
MAX_MATCHES = 50


def search(audit_events: QuerySet[Any], text: str, person: Person) -> QuerySet[Any]:
    """Return the events that match the name of an object or a person, a key or a request id.

    Names are looked up in their own tables first, so that the audit log is only filtered by its
    indexes: a text search in a million of its rows would take seconds.
    """
    text = " ".join(text.split())[:200]
    if not text:
        return audit_events
    matches = Q(request_id=text) | Q(by__in=_people(text))
    for label, keys in _objects(text, person):
        matches |= Q(target_type=label, target_id__in=keys)
    if _is_key(text):
        labels = [
            model._meta.label_lower
            for model in apps.get_models()
            if model._meta.app_label in OWN_APPS
        ]
        matches |= Q(target_type__in=labels, target_id=text)
    return audit_events.filter(matches)


def _people(text: str) -> list[int]:
    rows = Person.objects.filter(name__icontains=text).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:MAX_MATCHES])


def _objects(text: str, person: Person) -> Iterator[tuple[str, list[str]]]:
    """Yield (model label, keys as stored) of the objects that match, and of their changes."""
    for adapter in adapters().values():
        rows = adapter.overseen_by(person)
        if adapter.model is ChangeRequest:
            continue  # found through their targets below
        # With a small LIMIT, PostgreSQL would scan the table instead of using the text index.
        matching = rows.search(text).order_by().values_list("pk", flat=True)[: MAX_ROWS + 1]
        keys = [str(key) for key in list(matching)[:MAX_MATCHES]]
        if keys:
            yield adapter.model._meta.label_lower, keys
            changes = ChangeRequest.objects.filter(
                target_type__app_label=adapter.model._meta.app_label,
                target_type__model=adapter.model._meta.model_name,
                target_id__in=keys,
            )
            change_keys = [str(key) for key in changes.values_list("pk", flat=True)[:MAX_MATCHES]]
            yield ChangeRequest._meta.label_lower, change_keys


def _is_key(text: str) -> bool:
    try:
        return text.isdigit() or bool(UUID(text))
    except ValueError:
        return False
