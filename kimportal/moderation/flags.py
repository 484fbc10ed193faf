"""Flags of an item and their labels: hints for the reviewer to look twice."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

FLAGS = {
    "duplicate_name": _("Same name nearby"),
    "duplicate_decree": _("Same decree number"),
    "few_members": _("Few members"),
    "duplicate": _("Possible duplicate"),
    "second_submission": _("Second submission"),
    "objection": _("Objection"),
    "outside_district": _("Outside the KIM's district"),
    "unusual_number": _("Unusual number"),
    "over_head_count": _("Above the head-count cap"),
    "long_event": _("Very long"),
    "before_group": _("Before the KIM was founded"),
    "late_report": _("Late report"),
    "far_ahead": _("Far ahead"),
    "quiet_period": _("Quiet period"),
    "missing_consent": _("Consent missing"),
    "imported": _("Imported"),
    "recorded_by_staff": _("Recorded by the local office"),
}


def encode_flags(flags: Iterable[str]) -> str:
    """Return the flags as they are stored: between spaces, so that LIKE matches whole flags."""
    return f" {' '.join(sorted(flags))} " if flags else ""


def flag_labels(flags: str) -> "list[tuple[str, _StrOrPromise]]":
    """Return (flag, label) for each of the stored flags; an unknown one is its own label."""
    return [(flag, FLAGS.get(flag, flag)) for flag in flags.split()]
