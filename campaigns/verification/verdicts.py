"""What the portal says of a code: one answer for the page, its title and its preview picture."""

from enum import Enum
from typing import NamedTuple

from django.utils.translation import pgettext_lazy

from campaigns.verification import codes
from kimportal.moderation.states import State


class _Verdict(NamedTuple):
    #: In capitals, for titles and pictures of link previews.
    label: str
    #: Colour of the page's notice: good, wait or bad.
    tone: str


class Verdict(_Verdict, Enum):
    """The answers, from the best to the worst."""

    OFFICIAL = _Verdict(pgettext_lazy("verdict", "OFFICIAL"), "good")
    APPROVED = _Verdict(pgettext_lazy("verdict", "MADE BY A KIM, APPROVED"), "good")
    REPLACED = _Verdict(pgettext_lazy("verdict", "REPLACED"), "wait")
    EXPIRED = _Verdict(pgettext_lazy("verdict", "NO LONGER VALID"), "wait")
    WITHDRAWN = _Verdict(pgettext_lazy("verdict", "WITHDRAWN"), "bad")
    MISTYPED = _Verdict(pgettext_lazy("verdict", "MISTYPED"), "wait")
    UNKNOWN = _Verdict(pgettext_lazy("verdict", "UNKNOWN"), "bad")


def verdict_on(code, material, *, is_replaced):
    """Return the verdict on a typed code and the once public material that bears it, or None."""
    if material is None:
        return Verdict.UNKNOWN if codes.is_code(code) else Verdict.MISTYPED
    if material.state == State.WITHDRAWN:
        return Verdict.WITHDRAWN
    if is_replaced:
        return Verdict.REPLACED
    if not material.is_live:
        return Verdict.EXPIRED
    return Verdict.OFFICIAL if material.is_official else Verdict.APPROVED
