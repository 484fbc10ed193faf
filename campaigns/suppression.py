"""No figure that could point at a person: a count of 1 to 4 people is not published."""

SMALLEST = 5
#: Together with the total each of a pair tells the other, so both go when one must.
PAIR = ("men", "women")
SINGLES = ("first_time_voters", "with_disability")


def is_small(count):
    return count is not None and 0 < count < SMALLEST


def safe_split(counted):
    """[(name, number)] of who came, None where the number is too small to be published.

    Takes an event or a tally: anything with men, women, first_time_voters and with_disability.
    """
    hide = any(is_small(getattr(counted, name)) for name in PAIR)
    pair = [(name, None if hide else getattr(counted, name)) for name in PAIR]
    singles = [(name, getattr(counted, name)) for name in SINGLES]
    return pair + [(name, None if is_small(count) else count) for name, count in singles]
