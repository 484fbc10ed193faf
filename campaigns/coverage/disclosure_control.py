"""No figure that could point at a person.

Of an event with at least 15 people, a number is published only if neither it nor the rest of those
present is 1 to 4, for the rest would tell it; of a smaller event, none is. In sums over events a
number that is kept back counts as 2, as all but 2 where the rest is small, or not at all. So every
sum, of whatever region, programme or month, is made of what the events' own pages tell, and no sum
minus another can tell more than they do. Because a 2 stands for 1 to 4, sums go in steps of five.
"""

from django.utils.translation import gettext_lazy as _

SMALLEST, STAND_IN, STEP = 5, 2, 5
#: Among fewer than men, women and neither of five each, what is kept back could be worked out.
GATHERING = 3 * SMALLEST
SPLIT = ("men", "women", "first_time_voters", "with_disability")
SEXES = ("men", "women")
FEW, NEARLY_ALL, UNSAID = "few", "nearly_all", "unsaid"
#: What stands in the number's place, and why.
SUPPRESSED = {
    FEW: ("< 5", _("Not published: 1 to 4 people")),
    NEARLY_ALL: (_("nearly all"), _("Not published: all but 1 to 4 people")),
    UNSAID: (_("not published"), _("Not published: so few people could be identified")),
}


def is_small(count):
    return 0 < count < SMALLEST


def suppressed(event, name):
    """Why this number of the event is not published, or None."""
    if getattr(event, name) is None:
        return None
    if event.attendance is not None and 0 < event.attendance < GATHERING:
        return UNSAID
    return one_sided(event, name) or (UNSAID if name in SEXES and few_are_neither(event) else None)


def one_sided(event, name):
    """FEW or NEARLY_ALL where the number, or the rest of those present, is small."""
    number, total = getattr(event, name), event.attendance
    if is_small(number):
        return FEW
    return NEARLY_ALL if total is not None and is_small(total - number) else None


def few_are_neither(event):
    """Whether men and women, both published, would tell that 1 to 4 people are neither."""
    if None in (event.attendance, event.men, event.women):
        return False
    if any(one_sided(event, name) for name in SEXES):
        return False
    return is_small(event.attendance - event.men - event.women)


def published(event, name):
    """The number, or None where it is unknown or kept back."""
    return None if suppressed(event, name) else getattr(event, name)


def counted(event, name):
    """What the event adds to sums: a function of nothing but what is published of it."""
    stand_ins = {FEW: STAND_IN, NEARLY_ALL: (event.attendance or 0) - STAND_IN, UNSAID: 0}
    return stand_ins.get(suppressed(event, name), getattr(event, name) or 0)


def rounded(total):
    """A sum in steps of five; None where there are some, but fewer than that."""
    near = STEP * ((total + STEP // 2) // STEP)
    return near or (None if total else 0)
