from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from kimportal.moderation.adapters import adapters
from kimportal.moderation.states import State
from kimportal.web.pagination import MAX_ROWS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def submission_history(
    group: Model,
) -> "list[tuple[_StrOrPromise | None, list[tuple[State, int]]]]":
    """Return (label of the model, [(state, count)]) of what this group submitted."""
    return [
        (adapter.model._meta.verbose_name_plural, counts)
        for adapter in adapters().values()
        if adapter.has_group and (counts := _count_by_state(adapter.model, group))
    ]


def _count_by_state(model: type[Any], group: Model) -> list[tuple[State, int]]:
    rows = model._base_manager.filter(group=group).exclude(state=State.DRAFT)
    counts = Counter(rows.values_list("state", flat=True)[:MAX_ROWS])
    return [(state, counts[state]) for state in State if counts[state]]


def field_labels() -> dict[str, str]:
    """Return {name: label} of the fields a reason may be about, of every model."""
    return {
        name: adapter.field_label(name)
        for adapter in reversed(adapters().values())
        for name in adapter.fields
    }


def field_label(name: str) -> str:
    """Return the label of an audit event's field; `photo-25` is one of the photos."""
    labels = field_labels()
    return labels.get(name) or labels.get(f"{name.partition('-')[0]}s") or name
