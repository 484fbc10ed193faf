from uuid import UUID

from django.apps import apps
from django.db.models import Q

from kimportal.accounts.models import Person
from kimportal.moderation.adapters import adapters
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.staff.site import HOUSE
from kimportal.web.pagination import MAX_ROWS

#: So many things, and so many people, a word may mean; a longer word means fewer.
MOST = 50


def found(audit_events, text, person):
    """Of these decisions those that words of a thing, a person's name, a key or a request id lead
    to. What is meant is looked up first, so that the memory is asked by its indexes only: words
    sought in a million rows of it would take seconds."""
    text = " ".join(text.split())[:200]
    if not text:
        return audit_events
    asked = Q(request_id=text) | Q(by__in=_people(text))
    for label, keys in _things(text, person):
        asked |= Q(target_type=label, target_id__in=keys)
    if _is_key(text):
        labels = [
            model._meta.label_lower for model in apps.get_models() if model._meta.app_label in HOUSE
        ]
        asked |= Q(target_type__in=labels, target_id=text)
    return audit_events.filter(asked)


def _people(text):
    rows = Person.objects.filter(name__icontains=text).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


def _things(text, person):
    """(kind, keys as the memory writes them) of what these words name, and of its changes."""
    for adapter in adapters().values():
        rows = adapter.overseen_by(person)
        if adapter.model is ChangeRequest or not hasattr(rows, "search"):
            continue
        # Asked for few, PostgreSQL would read the table until it meets them instead of its index.
        named = rows.search(text).order_by().values_list("pk", flat=True)[: MAX_ROWS + 1]
        keys = [str(key) for key in list(named)[:MOST]]
        if keys:
            yield adapter.model._meta.label_lower, keys
            changes = ChangeRequest.objects.filter(
                target_type__app_label=adapter.model._meta.app_label,
                target_type__model=adapter.model._meta.model_name,
                target_id__in=keys,
            )
            told = [str(key) for key in changes.values_list("pk", flat=True)[:MOST]]
            yield ChangeRequest._meta.label_lower, told


def _is_key(text):
    try:
        return text.isdigit() or bool(UUID(text))
    except ValueError:
        return False
