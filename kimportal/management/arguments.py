"""Types of command-line arguments, with error messages."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import datetime


def integer_between(minimum: int, maximum: int) -> Callable[[str], int]:
    """Return a type for add_argument: an integer from `minimum` to `maximum`."""

    def integer(text: str) -> int:
        if not (text.isdecimal() and minimum <= int(text[:20]) <= maximum):
            raise ArgumentTypeError(f"{text}: write a whole number from {minimum} to {maximum}")
        return int(text)

    return integer


def iso_datetime(text: str) -> datetime:
    """Parse a time of this century, with or without time zone."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or not 2000 <= value.year < 2100:
        raise ArgumentTypeError(f"{text}: write a time as 2026-11-25T08:00")
    return value
