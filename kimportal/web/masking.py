"""Masking of personal data and secrets in text that is logged or reported."""

import re

#: Characters of a text that are searched and logged; our own lines are a hundredth of it.
MAX_LENGTH = 20_000
#: (pattern, replacement) of personal data and secrets. The text is a stranger's, so each pattern is
#: linear: it starts at the start of a word and its possessive quantifiers (++) never backtrack.
PATTERNS = [
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(\.[\w-]++)+"), "[e-mail]"),
    (re.compile(r"(?<!\w)\d{16}(?!\w)"), "[16 digits]"),
    (re.compile(r"(?<![\w.])(\+?62|0)[ .()-]{0,2}8\d([ .()-]?\d){6,}"), "[phone]"),
    # Invitations and new passwords are opened by whoever knows their address.
    (re.compile(r"(?<=/)(?=[\w-]*\d)[\w-]{38,}(?![\w.-])"), "[token]"),
]


def mask(text: str) -> str:
    """Return the text without email addresses, NIK, phone numbers and tokens.

    Of a text longer than MAX_LENGTH only the two ends are kept.
    """
    if len(text) > MAX_LENGTH:
        text = shortened(text)
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def shortened(text: str) -> str:
    """Return both ends of a text, each cut at white space, so that no address is cut in two."""
    half = MAX_LENGTH // 2
    first, last = text[:half].rpartition(" ")[0], text[-half:].partition(" ")[2]
    left_out = len(text) - len(first) - len(last)
    return f"{first} [{left_out} characters left out] {last}"
