"""What a flag says to the reviewer: a hint to look twice, never a verdict."""

from django.utils.translation import gettext_lazy as _

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
}


def joined(words):
    """As a thing stores them: between spaces, so that each is found whole."""
    return f" {' '.join(sorted(words))} " if words else ""


def labelled(words):
    """(word, label) for each flag of a thing; a word nobody explained stands for itself."""
    return [(word, FLAGS.get(word, word)) for word in words.split()]
