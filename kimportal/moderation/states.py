from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for review")
    LIVE = "live", _("Published")
    RETURNED = "returned", _("Needs mending")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: (state, label) of the states staff see: drafts belong to their authors.
STATES_SEEN_BY_STAFF = [pair for pair in State.choices if pair[0] != State.DRAFT]

TRANSITIONS: dict[State, set[State]] = {
    State.DRAFT: {State.WAITING},
    State.WAITING: {State.LIVE, State.RETURNED, State.REJECTED},
    State.RETURNED: {State.WAITING},
    State.LIVE: {State.WITHDRAWN},
    State.REJECTED: {State.RETURNED},
    State.WITHDRAWN: {State.LIVE},
}

#: States that need a reason, which the submitter reads.
STATES_REQUIRING_REASON = {State.RETURNED, State.REJECTED, State.WITHDRAWN}

#: States in which the submitter may edit the item itself.
EDITABLE_STATES = {State.DRAFT, State.RETURNED}


class InvalidTransition(Exception):
    """The item cannot change to this state from its present one; often somebody else was first."""

    def __init__(self, item: Any, target: str) -> None:
        self.item, self.target = item, State(target)
        super().__init__(f"{item!r}: {item.state} → {target}")
