from groups.kim.models import Group
from groups.kim.steps import label_of, mending_url
from kimportal.moderation.states import EXPLAINED, State


def remarks_of(group):
    """What stands right above a field, by its name: a reviewer's words, or a change's state.

    Each is a dict: note, kind (a notice's), and for a change its state and what is in force.
    """
    remarks = {}
    if group.state in EXPLAINED and group.state_field:
        remarks[group.state_field] = {"note": group.state_note, "kind": "warning"}
    proposal = group.last_proposal if group.is_live else None
    if proposal and proposal.state != State.LIVE:
        old = Group().wear(proposal.old)
        remarks |= {name: _change(proposal, name, old) for name in proposal.new}
    return remarks


def _change(proposal, name, old):
    return {
        "note": proposal.state_note if proposal.state_field == name else "",
        "kind": "warning" if proposal.state in EXPLAINED else "info",
        "state": State(proposal.state),
        "in_force": old.in_words(name),
        "is_change": True,
    }


def changes_of(group, proposal):
    """A row for each field of a change: what it is called, what is in force, what is asked for."""
    old, new = Group().wear(proposal.old), Group().wear(proposal.new)
    return [
        {
            "name": name,
            "label": label_of(name),
            "old": old.in_words(name),
            "new": new.in_words(name),
            "note": proposal.state_note if proposal.state_field == name else "",
            "url": mending_url(group, name),
        }
        for name in proposal.new
        if name != "decree_sha256"
    ]
