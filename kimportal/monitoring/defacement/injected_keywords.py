"""Words that gambling gangs plant (judi online); told apart from those an honest page may hold."""

import re
import unicodedata

from kimportal.web.normalization import normalize

#: Nobody but them writes these: one is enough.
CERTAIN = (
    r"slot ?gacor|gacor ?\d+|maxwin|togel|toto ?slot|slot ?(?:online|88|777|dana|gopay|thailand)"
    r"|situs ?slot|judi ?slot|agen ?slot|bandar ?(?:slot|togel|bola|judi)|rtp ?(?:live|slot)"
    r"|sbobet|pragmatic ?play|pg ?soft|joker ?123|gates ?of ?olympus|mahjong ?ways|zeus ?slot"
    r"|scatter ?hitam|anti ?rungkad|depo(?:sit)? ?(?:pulsa|dana|qris)|bonus ?new ?member"
    r"|link ?alternatif|poker ?online|domino ?qq|live ?casino|kasino ?online|sv388|idn ?poker"
)
#: Also in honest sentences (a singing bird is gacor, a booth is a slot): two different ones count.
LIKELY = r"slot|gacor|jackpot|kasino|casino|taruhan|bandar|judi|poker|rtp|scatter|jp"
#: Of these, what villages are called and what people are warned of.
OFTEN_HONEST = {"judi", "bandar", "taruhan"}
_CERTAIN = re.compile(rf"\b(?:{CERTAIN})\b")
_LIKELY = re.compile(rf"\b(?:{LIKELY})\b")
#: Who warns of gambling names it; that is what materials of the ministry do.
_WARNING = re.compile(r"\b(?:waspada|awas|hindari|jauhi|bahaya|laporkan|cegah)\b")
_DISGUISE = str.maketrans("0134578@$", "oieastbas")
#: Cyrillic and Greek letters that look like ours.
_LOOKALIKE = str.maketrans("аеорсухіѕοαε", "aeopcyxisoae")


def folded(text):
    plain = normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return re.sub(r"\s+", " ", re.sub(r"[-_.*·|]+", " ", plain.translate(_LOOKALIKE)))


def injected_keywords(text):
    """The words, sorted, for which this text is not ours; empty for an honest one."""
    text = folded(text)
    for read in (text, undisguised(text)):
        found = {match[0] for match in _CERTAIN.finditer(read)}
        likely = {match[0] for match in _LIKELY.finditer(read)} - OFTEN_HONEST
        if not found and len(likely) >= 2:
            found = likely
        if found and not _warned(read, found):
            return sorted(found)
    return []


def undisguised(text):
    """Words with digits inside read as letters: m4xw1n, t0gel. Plain numbers stay."""
    return re.sub(
        r"\b(?=\w*[a-z])(?=\w*\d)\w+\b", lambda match: match[0].translate(_DISGUISE), text
    )


def _warned(text, found):
    """Whether a word of warning stands shortly before each of these words, at each place."""
    for word in found:
        for match in re.finditer(rf"\b{re.escape(word)}\b", text):
            if not _WARNING.search(text[max(0, match.start() - 80) : match.start()]):
                return False
    return True
