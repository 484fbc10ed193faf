"""Whole numbers as people write them: 1.200, "50 orang", "± 40", "1 200" with any space."""

import re

from kimportal.web.normalization import normalize

#: As typed; no number of people is longer.
MAX_LENGTH = 40
#: A number, before it at most "sekitar", after it at most what is counted.
WRITTEN = re.compile(
    r"(?:±|\+/-|~|sekitar|kurang lebih|kira-kira|lebih kurang|k\.?l\.?)?\s*"
    r"(?P<number>-?[0-9][0-9., ]*?)(?:,-|,0{1,2}|,)?\s*"
    r"(?:orang|org|jiwa|peserta|kk|anggota|hadirin|undangan|warga|people|persons?)?\.?",
    re.IGNORECASE,
)
#: Groups of three after points or spaces; commas are the English way. Never both.
GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")
SPACES = re.compile(r"\s+")


class UnreadableNumber(ValueError):
    """The text is no whole number; `code` says why: invalid, negative."""

    def __init__(self, code: str = "invalid") -> None:
        super().__init__(code)
        self.code = code


def read_count(text: str) -> int:
    """Return the whole number a text stands for. Raise UnreadableNumber.

    "1.200" is 1200 in Indonesia; "1,5" and "1.5" are no whole numbers, and no guess is made.
    """
    if len(text) > MAX_LENGTH:
        raise UnreadableNumber
    plain = SPACES.sub(" ", normalize("NFKC", text)).strip()
    match = WRITTEN.fullmatch(plain)
    if match is None:
        raise UnreadableNumber
    number = match["number"].strip()
    if number.startswith("-"):
        raise UnreadableNumber("negative")
    if not number.isdigit() and not GROUPED.fullmatch(number):
        raise UnreadableNumber
    return int(re.sub(r"\D", "", number))
