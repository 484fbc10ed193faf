"""Verification codes: eight characters to read aloud, the last of which is a check character.

A code is a word of a linear code over GF(32): the sum of each character's value times a power of
the field's generator is zero. All eight powers differ and none is zero, so changing one character,
or swapping any two different ones, never gives another valid code (DOMAIN.md §4).
"""

import re
import secrets

#: Without 0, O, 1 and I: 32 characters, the elements of GF(32).
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
#: Enough for the URL of the page; the rest of a longer input is ignored.
MAX_INPUT_LENGTH = 500
VALUES = {character: value for value, character in enumerate(ALPHABET)}
_MODULUS = 0b100101  # x⁵ + x² + 1, primitive
#: Characters outside the alphabet that look like one of it.
_MISREAD = str.maketrans("1I", "LL")


def _powers():
    power, powers = 1, []
    for _ in range(31):
        powers.append(power)
        power <<= 1
        if power & 0b100000:
            power ^= _MODULUS
    return powers


_EXP = _powers()
_LOG = {value: exponent for exponent, value in enumerate(_EXP)}


def _times(value, exponent):
    return _EXP[(_LOG[value] + exponent) % 31] if value else 0


def _sum(characters):
    total = 0
    for position, character in enumerate(characters):
        total ^= _times(VALUES[character], position)
    return total


def new_code():
    """Return a random code: seven random characters and their check character."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return characters + _check_character(characters, LENGTH - 1)


def _check_character(others, position):
    """Return the character that makes the code valid at `position`, which `others` leaves out."""
    padded = others[:position] + ALPHABET[0] + others[position:]
    return ALPHABET[_times(_sum(padded), -position)]


def is_code(text):
    return len(text) == LENGTH and set(text) <= set(ALPHABET) and _sum(text) == 0


_HALF = "([0-9A-Za-z]{4})"
_END = r"(?![0-9A-Za-z])"
#: How a code stands in what people paste, the surest first; looking ahead, so that they overlap.
_WRITTEN = [
    re.compile(rf"(?=/v/{_HALF}[-–]?{_HALF}{_END})"),
    re.compile(rf"(?<![0-9A-Za-z])(?=[*_~]*{_HALF}[-–—]{_HALF}{_END})"),
    re.compile(rf"(?<![0-9A-Za-z])(?={_HALF}{_HALF}{_END})"),
    re.compile(rf"(?=\b(?:kode|code)\W{{1,4}}{_HALF}\s{_HALF}{_END})", re.IGNORECASE),
]


def find_code(text):
    """Return the first valid code in whatever was pasted, or "": a link, a message, a quote."""
    for pattern in _WRITTEN:
        for match in pattern.finditer(text[:MAX_INPUT_LENGTH]):
            code = "".join(match.groups()).upper().translate(_MISREAD)
            if is_code(code):
                return code
    return ""


def normalise(typed):
    """Return 'K7PM3XQ9' for 'k7pm 3xq9', 'K7PM-3XQ9' or the URL from a QR code."""
    last = typed[:MAX_INPUT_LENGTH].strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    return re.sub(r"[^0-9A-Z]", "", last.upper()).translate(_MISREAD)[: 2 * LENGTH]


def format_code(code):
    """Return K7PM-3XQ9; anything but a complete code stays as it is."""
    return f"{code[:4]}-{code[4:]}" if len(code) == LENGTH else code


def similar_codes(typed):
    """Return valid codes one typo away: a character changed, swapped, missing or added."""
    candidates = set()
    if len(typed) == LENGTH:
        candidates |= {
            typed[:n] + typed[n + 1] + typed[n] + typed[n + 2 :] for n in range(LENGTH - 1)
        }
        candidates |= {_complete(typed[:n] + typed[n + 1 :], n) for n in range(LENGTH)}
    elif len(typed) == LENGTH - 1:
        candidates |= {_complete(typed, n) for n in range(LENGTH)}
    elif len(typed) == LENGTH + 1:
        candidates |= {typed[:n] + typed[n + 1 :] for n in range(LENGTH + 1)}
    return sorted(code for code in candidates if is_code(code))


def _complete(others, position):
    if not set(others) <= set(ALPHABET):
        return ""
    return others[:position] + _check_character(others, position) + others[position:]
