"""Words that stand for an empty cell: "-", "belum ada", "n/a"."""

import re

from kimportal.web.normalization import normalize

#: No longer text stands for nothing.
MAX_LENGTH = 40
#: What is left of a text without its punctuation, where it means that there is nothing.
EMPTY = frozenset(
    {
        *("", "0", "00", "na", "nihil", "kosong", "null", "none", "nil", "nan", "blank"),
        *("belum", "blm", "tidak", "tdk", "tak", "ga", "gak", "xx", "xxx", "xxxx"),
        *("belum tersedia", "tidak tersedia", "tidak diketahui", "belum diketahui"),
        *("belum terisi", "belum diisi", "tidak diisi", "dalam proses", "masih proses"),
        *("not available", "not applicable", "unknown", "empty", "idem kosong"),
        *(f"{no} {there}" for no in ("belum", "blm", "tidak", "tdk", "tak") for there in (
            "ada", "ada data", "ada sk", "ber sk", "memiliki", "punya", "mempunyai")),
    }
)  # fmt: skip
WORD = re.compile(r"[^\W_]+")


def is_empty(text: str | None) -> bool:
    """Return whether a text says that there is nothing to say.

    "0" is empty here: no name, phone number, date or decree is zero. A count is read by
    `readers.numbers`, for which zero is a number.
    """
    plain = (text or "").strip()
    if not plain:
        return True
    if len(plain) > MAX_LENGTH:
        return False
    words = WORD.findall(normalize("NFKC", plain).casefold())
    return " ".join(words) in EMPTY or words == ["n", "a"]


def without_placeholder(text: str) -> str:
    """Return the text, or "" where it only says that there is nothing."""
    return "" if is_empty(text) else text
