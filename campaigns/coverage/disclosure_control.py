"""Statistical disclosure control: publish no figure that could identify a person.

Of an event with at least 15 people, a number is published only if neither it nor the rest of those
present is 1 to 4, because the rest would reveal it; of a smaller event, none is. In sums over
events a suppressed number counts as 2, as all but 2 where the rest is small, or not at all. So
every sum is a function of what the events' own pages publish, and no difference of sums reveals
more. Because a 2 stands for 1 to 4, sums are rounded to multiples of five.
"""

from django.utils.translation import gettext_lazy as _

MIN_PUBLISHED, STAND_IN, STEP = 5, 2, 5
#: With fewer people than 5 men, 5 women and 5 others, a suppressed number could be derived.
MIN_ATTENDANCE = 3 * MIN_PUBLISHED
SPLIT = ("men", "women", "first_time_voters", "with_disability")
SEXES = ("men", "women")
FEW, NEARLY_ALL, TOO_FEW_PRESENT = "few", "nearly_all", "too_few_present"
#: Text shown instead of a suppressed number, and the reason.
SUPPRESSED = {
    FEW: ("< 5", _("Not published: 1 to 4 people")),
    NEARLY_ALL: (_("nearly all"), _("Not published: all but 1 to 4 people")),
    TOO_FEW_PRESENT: (_("not published"), _("Not published: so few people could be identified")),
}


def is_small(count):
    return 0 < count < MIN_PUBLISHED


def suppressed(event, name):
    """Return why this number of the event is suppressed, or None."""
    if getattr(event, name) is None:
        return None
    if event.attendance is not None and 0 < event.attendance < MIN_ATTENDANCE:
        return TOO_FEW_PRESENT
    return small_side(event, name) or (
        TOO_FEW_PRESENT if name in SEXES and few_are_neither(event) else None
    )


def small_side(event, name):
    """Return FEW or NEARLY_ALL if the number, or the rest of those present, is small."""
    number, total = getattr(event, name), event.attendance
    if is_small(number):
        return FEW
    return NEARLY_ALL if total is not None and is_small(total - number) else None


def few_are_neither(event):
    """Whether publishing men and women would reveal that 1 to 4 people are neither."""
    if None in (event.attendance, event.men, event.women):
        return False
    if any(small_side(event, name) for name in SEXES):
        return False
    return is_small(event.attendance - event.men - event.women)


def published(event, name):
    """Return the number, or None if it is unknown or suppressed."""
    return None if suppressed(event, name) else getattr(event, name)


def counted(event, name):
    """Return what the event adds to sums, which depends only on what is published of it."""
    stand_ins = {FEW: STAND_IN, NEARLY_ALL: (event.attendance or 0) - STAND_IN, TOO_FEW_PRESENT: 0}
    return stand_ins.get(suppressed(event, name), getattr(event, name) or 0)


def rounded(total):
    """Return a sum rounded to a multiple of five; None if that is zero and the sum is not."""
    nearest = STEP * ((total + STEP // 2) // STEP)
    return nearest or (None if total else 0)
