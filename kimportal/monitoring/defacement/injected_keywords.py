"""Keywords that illegal gambling sites inject (judi online), unless the text warns of them."""

import re
import unicodedata
from collections.abc import Collection

from kimportal.web.normalization import normalize

#: Written by nobody else: one is enough.
CERTAIN = (
    r"slot ?gacor|gacor ?\d+|maxwin|togel|toto ?slot|slot ?(?:online|88|777|dana|gopay|thailand)"
    r"|situs ?slot|judi ?slot|agen ?slot|bandar ?(?:slot|togel|bola|judi)|rtp ?(?:live|slot)"
    r"|sbobet|pragmatic ?play|pg ?soft|joker ?123|gates ?of ?olympus|mahjong ?ways|zeus ?slot"
    r"|scatter ?hitam|anti ?rungkad|depo(?:sit)? ?(?:pulsa|dana|qris)|bonus ?new ?member"
    r"|link ?alternatif|poker ?online|domino ?qq|live ?casino|kasino ?online|sv388|idn ?poker"
)
#: Also in legitimate sentences (a singing bird is gacor, a booth is a slot): two different ones
#: count.
LIKELY = r"slot|gacor|jackpot|kasino|casino|taruhan|bandar|judi|poker|rtp|scatter|jp"
#: Of these, names of villages and what people are warned of.
OFTEN_LEGITIMATE = {"judi", "bandar", "taruhan"}
_CERTAIN = re.compile(rf"\b(?:{CERTAIN})\b")
_LIKELY = re.compile(rf"\b(?:{LIKELY})\b")
#: The ministry's materials name gambling when they warn of it.
_WARNING = re.compile(r"\b(?:waspada|awas|hindari|jauhi|bahaya|laporkan|cegah)\b")
_DISGUISE = str.maketrans("0134578@$", "oieastbas")
#: Cyrillic and Greek letters that look like ours.
_LOOKALIKE = str.maketrans("аеорсухіѕοαε", "aeopcyxisoae")


def fold_disguises(text: str) -> str:
    """Return the text without accents, invisible characters, look-alikes and separators."""
    plain = normalize("NFKD", text).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return re.sub(r"\s+", " ", re.sub(r"[-_.*·|]+", " ", plain.translate(_LOOKALIKE)))


def injected_keywords(text: str) -> list[str]:
    """Return the injected keywords in a text, sorted; none for a legitimate text."""
    text = fold_disguises(text)
    for reading in (text, digits_to_letters(text)):
        keywords = {match[0] for match in _CERTAIN.finditer(reading)}
        likely = {match[0] for match in _LIKELY.finditer(reading)} - OFTEN_LEGITIMATE
        if not keywords and len(likely) >= 2:
            keywords = likely
        if keywords and not _is_warning(reading, keywords):
            return sorted(keywords)
    return []


def digits_to_letters(text: str) -> str:
    """Replace digits inside words by letters (m4xw1n, t0gel); plain numbers stay."""
    return re.sub(
        r"\b(?=\w*[a-z])(?=\w*\d)\w+\b", lambda match: match[0].translate(_DISGUISE), text
    )


def _is_warning(text: str, keywords: Collection[str]) -> bool:
    """Return whether a word of warning precedes every keyword closely."""
    for keyword in keywords:
        for match in re.finditer(rf"\b{re.escape(keyword)}\b", text):
            if not _WARNING.search(text[max(0, match.start() - 80) : match.start()]):
                return False
    return True
