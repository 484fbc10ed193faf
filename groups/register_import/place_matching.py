"""Match places as offices write them to region codes, with one query for the whole file."""

from collections import defaultdict
from difflib import get_close_matches

from groups.regions.models import Level, Region, lies_in
from kimportal.web.region_codes import within_any
from kimportal.web.search import fold

KIND_PREFIXES = {"kel", "kelurahan", "desa", "ds", "kec", "kecamatan", "kab", "kabupaten", "nagari"}
MAX_SUGGESTIONS = 3


def name_key(name):
    """Return the name without its kind and spaces: 'Kel. Suka Maju' equals 'Sukamaju'."""
    words = fold(name).split()
    return "".join(words[1:] if len(words) > 1 and words[0] in KIND_PREFIXES else words)


def place_key(record):
    """Return the key of a row's place, under which the reviewer's choice is stored."""
    names = ("code", "village", "district", "regency")
    return "|".join(name_key(record.get(name, "")) for name in names)


class Places:
    """The regions of a staff person's jurisdiction, indexed by code and by name.

    `choices` resolve ambiguous places: {place_key(record): code}.
    """

    def __init__(self, person, choices=()):
        self.choices = dict(choices)
        below = within_any(person.jurisdiction_codes, field="code")
        rows = Region.objects.current().filter(below, level__gte=Level.REGENCY)
        self.by_code = {region.code: region for region in rows.only("code", "name", "path")}
        self.by_name = defaultdict(list)
        for code, region in self.by_code.items():
            for name in {name_key(region.name), name_key(region.name).removeprefix("kota")}:
                self.by_name[code.count("."), name].append(code)

    def find(self, record):
        """Return (Region, []) or (None, suggested codes) for the fields of a row."""
        chosen = self.by_code.get(self.choices.get(place_key(record)))
        if chosen and chosen.code.count(".") >= 2:
            return chosen, []
        if record.get("code"):
            region = self.by_code.get(dotted(record["code"]))
            return (region, []) if region and region.code.count(".") >= 2 else (None, [])
        codes, depth = None, 0
        for depth, field in ((1, "regency"), (2, "district"), (3, "village")):
            if record.get(field):
                wider, codes = codes, self.within(codes, depth, record[field])
                if not codes:
                    return None, self.similar(wider, depth, record[field])
        if codes and len(codes) == 1 and codes[0].count(".") >= 2:
            return self.by_code[codes[0]], []
        return None, (codes or [])[:MAX_SUGGESTIONS]

    def within(self, wider, depth, name):
        codes = self.by_name.get((depth, name_key(name)), [])
        return codes if wider is None else [code for code in codes if lies_in_any(code, wider)]

    def similar(self, wider, depth, name):
        """Return codes of places with a similar name within the resolved wider regions."""
        if wider is None:
            return []
        candidates = {
            name_key(region.name): code
            for code, region in self.by_code.items()
            if code.count(".") == depth and lies_in_any(code, wider)
        }
        matches = get_close_matches(name_key(name), candidates, MAX_SUGGESTIONS, 0.6)
        return [candidates[match] for match in matches]


def lies_in_any(code, wider):
    return any(lies_in(code, wider_code) for wider_code in wider)


def dotted(text):
    """Return a code with its dots: '35.73.04.1003' for '3573041003' too."""
    digits = "".join(char for char in text if char in "0123456789")
    parts = digits[:2], digits[2:4], digits[4:6], digits[6:]
    return ".".join(part for part in parts if part)
