"""Events that may be the one being planned: a KIM often holds several on a day."""

import re
from datetime import timedelta

#: Two beginnings less than this apart are near.
NEAR = timedelta(hours=2)


def is_near(event, *, starts, ends, venue):
    """Return whether this event is near in time (it overlaps, or begins soon) or at this venue."""
    is_near_in_time = abs(event.starts - starts) < NEAR or (
        event.starts < ends and starts < event.ends
    )
    return is_near_in_time or is_same_venue(event.venue, venue)


def is_same_venue(one, other):
    """Return whether two venues have the same words: "Balai RW 05" and "balai rw.05"."""
    words = _words(one)
    return bool(words) and words == _words(other)


def _words(venue):
    # RW 5 and RW 05 are one place.
    return [word.lstrip("0") for word in re.findall(r"[^\W\d_]+|\d+", venue.casefold())]
