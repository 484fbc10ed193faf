"""What the words of a command line may mean; what they cannot is said in a sentence."""

from argparse import ArgumentTypeError
from datetime import datetime


def whole(least, most):
    """A type for add_argument: a whole number from `least` to `most`."""

    def number(words):
        if not (words.isdecimal() and least <= int(words[:20]) <= most):
            raise ArgumentTypeError(f"{words}: write a whole number from {least} to {most}")
        return int(words)

    return number


def moment(words):
    """A time of our century, with or without its zone."""
    try:
        told = datetime.fromisoformat(words)
    except ValueError:
        told = None
    if told is None or not 2000 <= told.year < 2100:
        raise ArgumentTypeError(f"{words}: write a time as 2026-11-25T08:00")
    return told
