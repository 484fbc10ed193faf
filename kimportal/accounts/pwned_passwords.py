"""A list of leaked passwords on disk, searched without being loaded: it may hold tens of gigabytes.

The form is that of the "Have I Been Pwned" download in one file: a line a password, its SHA-1 in 40
capital hexadecimal digits, a colon, how often it was seen; sorted by the digits.
"""

import hashlib
import os
import re
from pathlib import Path

from marshmallow import ValidationError

LINE = re.compile(rb"([0-9A-F]{40}):\d{1,12}\r?\n?")
#: How many places of the file are looked at before it is trusted.
PROBES = 256


def is_listed(path, password):
    """Whether the list at `path` holds this password. OSError when it cannot be read."""
    typed = password.encode(errors="surrogatepass")
    wanted = hashlib.sha1(typed, usedforsecurity=False).hexdigest().upper().encode()
    with Path(path).open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:  # a line that begins in here
            middle = (low + high) // 2
            begins, line = line_from(file, middle)
            if begins >= high or line[:40] > wanted:
                high = middle
            elif line[:40] < wanted:
                low = begins + len(line)
            else:
                return True
    return False


def line_from(file, place):
    """(where it begins, the line) of the first line that begins at `place` or after it."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.tell(), file.readline()


def sorted_list(path):
    """A validator of settings: empty, or a file of that form, as far as samples tell."""
    try:
        if path and (fault := fault_of(path)):
            raise ValidationError(fault)
    except OSError as error:
        raise ValidationError(f"cannot be read: {error.strerror}") from error


def fault_of(path):
    """Why the search would not find what this file holds, or ''."""
    with Path(path).open("rb") as file:
        size, before = file.seek(0, os.SEEK_END), b""
        for place in range(PROBES):
            _begins, line = line_from(file, size * place // PROBES)
            form = LINE.fullmatch(line)
            if not form and (line or not place):
                return "is not lines of 40 capital hexadecimal digits (SHA-1), ':' and a count"
            if form and form[1] < before:
                return "is not sorted by its hashes"
            before = form[1] if form else before
    return ""
