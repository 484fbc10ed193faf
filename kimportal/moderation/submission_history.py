from collections import Counter

from kimportal.moderation.adapters import adapters
from kimportal.moderation.states import State
from kimportal.web.pagination import MAX_ROWS


def submission_history(group):
    """How much of what this group sent in was published, returned, rejected: (label, counts)."""
    return [
        (adapter.model._meta.verbose_name_plural, counts)
        for adapter in adapters().values()
        if adapter.group == "group" and (counts := _by_state(adapter.model, group))
    ]


def _by_state(model, group):
    """[(state, how many)] of the things a group sent in, of no more than MAX_ROWS of them."""
    rows = model._base_manager.filter(group=group).exclude(state=State.DRAFT)
    counts = Counter(rows.values_list("state", flat=True)[:MAX_ROWS])
    return [(state, counts[state]) for state in State if counts[state]]


def field_labels():
    """What each field that a reason may be about is called, whatever kind it belongs to."""
    return {
        name: adapter.field_label(name)
        for adapter in reversed(adapters().values())
        for name in adapter.fields
    }


def field_label(name):
    """What a decision's field is called; `photo-25` is one of the photos."""
    words = field_labels()
    return words.get(name) or words.get(f"{name.partition('-')[0]}s") or name
