"""Verification codes: eight signs a person can read aloud, the last of which checks the others.

A code is a word of a linear code over GF(32): the sum of each sign's value times a power of the
field's generator is zero. All eight powers differ and none is zero, so changing one sign, or
swapping any two different ones, never gives another valid code (DOMAIN.md §4: a verify address).
"""

import re
import secrets

#: Neither 0 nor O, neither 1 nor I. 32 signs: the elements of GF(32).
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
#: The whole address of the page, and some more; the rest of a longer text is not read.
LONGEST_TYPED = 500
VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_MODULUS = 0b100101  # x⁵ + x² + 1, primitive
#: What a hurried eye takes for a sign of ours.
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


def _sum(signs):
    total = 0
    for place, sign in enumerate(signs):
        total ^= _times(VALUES[sign], place)
    return total


def new_code():
    """A code nobody can guess from another one: seven random signs and their check."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return signs + _correcting(signs, LENGTH - 1)


def _correcting(signs, place):
    """The one sign that makes the code valid when put at `place` (which `signs` leaves out)."""
    others = signs[:place] + ALPHABET[0] + signs[place:]
    return ALPHABET[_times(_sum(others), -place)]


def is_code(text):
    return len(text) == LENGTH and set(text) <= set(ALPHABET) and _sum(text) == 0


def normalise(typed):
    """What was meant by 'k7pm 3xq9', 'K7PM-3XQ9' or the whole address from a QR: 'K7PM3XQ9'."""
    last = typed[:LONGEST_TYPED].strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    return re.sub(r"[^0-9A-Z]", "", last.upper()).translate(_MISREAD)[: 2 * LENGTH]


def format_code(code):
    """K7PM-3XQ9; what is not a whole code stays as it is."""
    return f"{code[:4]}-{code[4:]}" if len(code) == LENGTH else code


def similar_codes(typed):
    """Valid codes one slip away: a sign other, two swapped, one left out or one too many."""
    found = set()
    if len(typed) == LENGTH:
        found |= {typed[:n] + typed[n + 1] + typed[n] + typed[n + 2 :] for n in range(LENGTH - 1)}
        found |= {_with(typed[:n] + typed[n + 1 :], n) for n in range(LENGTH)}
    elif len(typed) == LENGTH - 1:
        found |= {_with(typed, n) for n in range(LENGTH)}
    elif len(typed) == LENGTH + 1:
        found |= {typed[:n] + typed[n + 1 :] for n in range(LENGTH + 1)}
    return sorted(code for code in found if is_code(code))


def _with(others, place):
    if not set(others) <= set(ALPHABET):
        return ""
    return others[:place] + _correcting(others, place) + others[place:]
