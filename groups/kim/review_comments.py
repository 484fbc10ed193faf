from groups.kim.models import Group
from groups.kim.steps import edit_url, label_of
from kimportal.moderation.states import STATES_REQUIRING_REASON, State


def review_comments_of(group):
    """Return {field name: what to show above the field}: a reviewer's comment, or a change's state.

    Each is a dict: note, kind (of a notice), and for a change its state and the value in force.
    """
    remarks = {}
    if group.state in STATES_REQUIRING_REASON and group.state_field:
        remarks[group.state_field] = {"note": group.state_note, "kind": "warning"}
    change_request = group.last_change_request if group.is_live else None
    if change_request and change_request.state != State.LIVE:
        old = Group().set_values(change_request.old)
        remarks |= {name: _change(change_request, name, old) for name in change_request.new}
    return remarks


def _change(change_request, name, old):
    return {
        "note": change_request.state_note if change_request.state_field == name else "",
        "kind": "warning" if change_request.state in STATES_REQUIRING_REASON else "info",
        "state": State(change_request.state),
        "in_force": old.display_value(name),
        "is_change": True,
    }


def changes_of(group, change_request):
    """Return a row for each field of a change request: label, value in force, requested value."""
    old, new = Group().set_values(change_request.old), Group().set_values(change_request.new)
    return [
        {
            "name": name,
            "label": label_of(name),
            "old": old.display_value(name),
            "new": new.display_value(name),
            "note": change_request.state_note if change_request.state_field == name else "",
            "url": edit_url(group, name),
        }
        for name in change_request.new
        if name != "decree_sha256"
    ]
