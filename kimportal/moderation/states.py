from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for review")
    LIVE = "live", _("Published")
    RETURNED = "returned", _("Needs mending")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: (state, its word) of what staff look after: others' drafts they do not see.
SEEN_BY_STAFF = [pair for pair in State.choices if pair[0] != State.DRAFT]

TRANSITIONS = {
    State.DRAFT: {State.WAITING},
    State.WAITING: {State.LIVE, State.RETURNED, State.REJECTED},
    State.RETURNED: {State.WAITING},
    State.LIVE: {State.WITHDRAWN},
    State.REJECTED: set(),
    State.WITHDRAWN: {State.LIVE},
}

#: States that need a note which the submitter sees.
STATES_REQUIRING_REASON = {State.RETURNED, State.REJECTED, State.WITHDRAWN}

#: States in which the submitter may still change the thing itself.
EDITABLE_STATES = {State.DRAFT, State.RETURNED}


class InvalidTransition(Exception):
    """The thing cannot go there from where it is; often because somebody else was quicker."""

    def __init__(self, item, target):
        self.item, self.target = item, State(target)
        super().__init__(f"{item!r}: {item.state} → {target}")
