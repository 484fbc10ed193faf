"""Binary search in a file of leaked passwords, which may have tens of gigabytes.

The format is the single-file download of "Have I Been Pwned": one line a password, with its SHA-1
in 40 capital hexadecimal digits, a colon and its count; sorted by hash.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO

from marshmallow import ValidationError

LINE = re.compile(rb"([0-9A-F]{40}):\d{1,12}\r?\n?")
#: Lines of the file that are checked at start.
PROBES = 256


def is_listed(path: str | Path, password: str) -> bool:
    """Return whether the file contains this password. Raise OSError if it cannot be read."""
    encoded = password.encode(errors="surrogatepass")
    digest = hashlib.sha1(encoded, usedforsecurity=False).hexdigest().upper().encode()
    with Path(path).open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:  # the line begins in this range
            middle = (low + high) // 2
            begin, line = first_line_from(file, middle)
            if begin >= high or line[:40] > digest:
                high = middle
            elif line[:40] < digest:
                low = begin + len(line)
            else:
                return True
    return False


def first_line_from(file: BinaryIO, offset: int) -> tuple[int, bytes]:
    """Return the offset and the content of the first line that begins at or after `offset`."""
    file.seek(max(offset - 1, 0))
    if offset:
        file.readline()
    return file.tell(), file.readline()


def validate_sorted_list(path: str) -> None:
    """Validate a setting: empty, or the path of a sorted file of hashes, judged by samples."""
    try:
        if path and (problem := format_problem(path)):
            raise ValidationError(problem)
    except OSError as error:
        raise ValidationError(f"cannot be read: {error.strerror}") from error


def format_problem(path: str) -> str:
    """Return why this file cannot be searched, or ""."""
    with Path(path).open("rb") as file:
        size, before = file.seek(0, os.SEEK_END), b""
        for probe in range(PROBES):
            _begin, line = first_line_from(file, size * probe // PROBES)
            match = LINE.fullmatch(line)
            if not match and (line or not probe):
                return "is not lines of 40 capital hexadecimal digits (SHA-1), ':' and a count"
            if match and match[1] < before:
                return "is not sorted by its hashes"
            before = match[1] if match else before
    return ""
