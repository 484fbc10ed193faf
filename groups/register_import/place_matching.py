"""Names of places as offices write them, resolved to codes with one question for the whole file."""

from collections import defaultdict
from difflib import get_close_matches

from groups.regions.models import Level, Region, lies_in
from kimportal.web.region_codes import within_any
from kimportal.web.search import fold

KINDS = {"kel", "kelurahan", "desa", "ds", "kec", "kecamatan", "kab", "kabupaten", "nagari"}
MOST_SUGGESTIONS = 3


def key(name):
    """The name alone, without its kind and without gaps: 'Kel. Suka Maju' is 'Sukamaju'."""
    words = fold(name).split()
    return "".join(words[1:] if len(words) > 1 and words[0] in KINDS else words)


def words_of(told):
    """The words by which a row names its place, as an answer to them is kept."""
    return "|".join(key(told.get(name, "")) for name in ("code", "village", "district", "regency"))


class Places:
    """The districts and villages of a staff person's jurisdiction, with what they lie in.

    `answers` are what somebody chose for words that were in doubt: {words_of(told): code}.
    """

    def __init__(self, person, answers=()):
        self.answers = dict(answers)
        below = within_any(person.jurisdiction_codes, field="code")
        rows = Region.objects.current().filter(below, level__gte=Level.REGENCY)
        self.by_code = {region.code: region for region in rows.only("code", "name", "path")}
        self.named = defaultdict(list)
        for code, region in self.by_code.items():
            for name in {key(region.name), key(region.name).removeprefix("kota")}:
                self.named[code.count("."), name].append(code)

    def find(self, told):
        """(Region, []) or (None, codes that may be meant) for what the columns of a row tell."""
        chosen = self.by_code.get(self.answers.get(words_of(told)))
        if chosen and chosen.code.count(".") >= 2:
            return chosen, []
        if told.get("code"):
            region = self.by_code.get(dotted(told["code"]))
            return (region, []) if region and region.code.count(".") >= 2 else (None, [])
        codes, depth = None, 0
        for depth, field in ((1, "regency"), (2, "district"), (3, "village")):
            if told.get(field):
                wider, codes = codes, self.within(codes, depth, told[field])
                if not codes:
                    return None, self.like(wider, depth, told[field])
        if codes and len(codes) == 1 and codes[0].count(".") >= 2:
            return self.by_code[codes[0]], []
        return None, (codes or [])[:MOST_SUGGESTIONS]

    def within(self, wider, depth, name):
        found = self.named.get((depth, key(name)), [])
        return found if wider is None else [code for code in found if lies_in_one(code, wider)]

    def like(self, wider, depth, name):
        """Codes of places whose names are nearly this, in what was resolved so far."""
        if wider is None:
            return []
        near = {
            key(region.name): code
            for code, region in self.by_code.items()
            if code.count(".") == depth and lies_in_one(code, wider)
        }
        return [near[one] for one in get_close_matches(key(name), near, MOST_SUGGESTIONS, 0.6)]


def lies_in_one(code, wider):
    return any(lies_in(code, one) for one in wider)


def dotted(text):
    """'3573041003' and '35.73.04.1003' alike; codes of villages have ten digits."""
    digits = "".join(letter for letter in text if letter in "0123456789")
    parts = digits[:2], digits[2:4], digits[4:6], digits[6:]
    return ".".join(part for part in parts if part)
