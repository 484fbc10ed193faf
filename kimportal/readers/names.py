"""Names with apostrophes, which every keyboard writes in another way: Jum'at, Jum’at, Jum`at."""

import re

#: Every character that keyboards, phones and word processors put where an apostrophe belongs.
APOSTROPHES = "'’‘‛`´ʼʻʹʽ′＇‵"
#: Written twice by some, as in "Ma''rang".
INNER = re.compile(rf"(?<=[^\W\d_])[{APOSTROPHES}]{{1,2}}(?=[^\W\d_])")
TO_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def plain_apostrophes(text: str) -> str:
    """Return the text with ' for every apostrophe: two spellings of a name become equal."""
    return text.translate(TO_PLAIN)


def join_apostrophes(text: str) -> str:
    """Return the text without the apostrophes inside its words: "Ma'rang" is "Marang"."""
    return INNER.sub("", text)
