"""What the staff site must know of each kind of thing that is reviewed; each app tells its own."""

from kimportal.desks.change import Change
from kimportal.desks.desk import (
    COLUMNS,
    Desk,
    Likeness,
    Paper,
    desk_called,
    desk_of,
    desks,
)
from kimportal.desks.proposal import ProposalDesk
from kimportal.desks.record import field_called, field_words, record_of

__all__ = [
    "COLUMNS",
    "Change",
    "Desk",
    "Likeness",
    "Paper",
    "ProposalDesk",
    "desk_called",
    "desk_of",
    "desks",
    "field_called",
    "field_words",
    "record_of",
]
