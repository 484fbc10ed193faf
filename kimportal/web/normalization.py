"""Unicode normalization whose time grows with the length of a text, whatever stands in it.

CPython sorts each run of combining marks by insertion, so that 30,000 of them cost 0.7 s and the
megabyte a form may send, minutes. Real writing has a handful to a letter; Unicode's own
stream-safe format (UAX #15, section 13) allows thirty in a row, and so do we.
"""

import unicodedata
from functools import lru_cache

MOST_MARKS = 30


def normalize(form, text):
    """Return the text in this normalization form, without marks beyond the thirtieth in a row."""
    if text.isascii():
        return text
    return unicodedata.normalize(form, stream_safe(text))


def stream_safe(text):
    """Leave out combining marks beyond the thirtieth in a row."""
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if is_mark(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


@lru_cache(maxsize=4096)
def is_mark(letter):
    """Whether it is sorted among its neighbours; some of class 0 decompose into such marks."""
    return unicodedata.combining(unicodedata.normalize("NFKD", letter)[0]) != 0
