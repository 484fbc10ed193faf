"""Match places as offices write them to region codes, with one query for the whole file."""

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from groups.regions.models import Kind, Level, Region, lies_in
from kimportal.readers.empty import is_empty
from kimportal.readers.names import join_apostrophes
from kimportal.web.region_codes import within_any
from kimportal.web.search import fold

VILLAGES = frozenset({Kind.DESA, Kind.DESA_ADAT})
#: Words for the kind of a region, and the kinds they may mean. A nagari or a gampong is by law a
#: desa.
KINDS = {
    **dict.fromkeys("kel kelurahan".split(), frozenset({Kind.KELURAHAN})),
    **dict.fromkeys("desa ds gampong pekon nagari kalurahan tiyuh lembang".split(), VILLAGES),
    **dict.fromkeys("kampung negeri".split(), VILLAGES | {Kind.KELURAHAN}),
    **dict.fromkeys(
        "kec kecamatan kapanewon kemantren distrik".split(), frozenset({Kind.DISTRICT})
    ),
    **dict.fromkeys("kab kabupaten".split(), frozenset({Kind.REGENCY})),
    "kota": frozenset({Kind.CITY}),
}
#: Words that may begin a name as well: "Negeri Lama" is a desa, "Kota Baru" a kelurahan.
ALSO_NAMES = frozenset("kota kampung negeri nagari desa".split())
MAX_SUGGESTIONS = 4
#: Similar names are looked for among so many at most: those of a regency, not of the country.
MAX_COMPARED = 800
FIELDS = ("code", "village", "district", "regency")


@lru_cache(maxsize=20_000)
def split_kind(name):
    """Return (kinds, key): 'Kel. Suka Maju' → ({KELURAHAN}, 'sukamaju'); None: no kind written."""
    words = fold(join_apostrophes(name)).split()
    if len(words) > 1 and words[0] in KINDS:
        return KINDS[words[0]], "".join(words[1:])
    return None, "".join(words)


def name_key(name):
    """Return the name without its kind and spaces: 'Kel. Suka Maju' equals 'Sukamaju'."""
    return split_kind(name)[1]


def place_key(record):
    """Return the key of a row's place, under which the reviewer's choice is stored."""
    return "|".join(fold(record.get(name, "")) for name in FIELDS)


@dataclass
class Match:
    """The region of a row; without one, the problem and the codes it may mean."""

    region: Region | None = None
    problem: str = ""
    codes: list = field(default_factory=list)
    #: Code of the narrowest region that is certain.
    area: str = ""


class Places:
    """The regions of a staff person's jurisdiction, indexed by code and by name.

    `choices` resolve ambiguous places: {place_key(record): code}.
    """

    def __init__(self, person, choices=()):
        self.choices = dict(choices)
        below = within_any(person.jurisdiction_codes, field="code")
        rows = Region.objects.current().filter(below, level__gte=Level.REGENCY)
        fields = ("code", "name", "kind", "path")
        self.by_code = {region.code: region for region in rows.only(*fields)}
        self.by_name = defaultdict(list)
        self.children = defaultdict(list)
        self._similar = {}
        for code, region in self.by_code.items():
            depth = code.count(".")
            self.children[code.rpartition(".")[0]].append(code)
            for key in own_keys(region):
                self.by_name[depth, key].append(code)

    def find(self, record, *, expects_village=False):
        """Return the Match of a row's places; `record` is {field: text}.

        `expects_village`: the file has a column for it, so an empty cell is asked about.
        """
        record = {name: text for name in FIELDS if not is_empty(text := record.get(name, ""))}
        chosen = self.by_code.get(self.choices.get(place_key(record)))
        if chosen and chosen.code.count(".") >= 2:
            return Match(chosen, area=chosen.code)
        named = self.find_by_names(record, expects_village)
        if "code" in record:
            return self.with_code(record, named)
        return named

    def find_by_names(self, record, expects_village):
        codes, area = None, ""
        for depth, name in ((1, "regency"), (2, "district"), (3, "village")):
            if name not in record:
                continue
            kinds, key = split_kind(record[name])
            within = self.within(codes, depth, record[name])
            right = [c for c in within if kinds is None or self.by_code[c].kind in kinds]
            if not right:
                problem = "kind" if within else "unknown"
                found = within or self.similar(codes, depth, key)
                return Match(None, problem, found[:MAX_SUGGESTIONS], area)
            codes = right
            area = codes[0] if len(codes) == 1 else area
        deep = [code for code in codes or [] if code.count(".") >= 2]
        if codes is None or (not deep and "district" not in record and "village" not in record):
            return Match(None, "no_place", [], area)
        if len(deep) != 1:
            return Match(None, "ambiguous", deep[:MAX_SUGGESTIONS], area)
        if expects_village and "village" not in record:
            return Match(None, "missing_village", deep, area)
        return Match(self.by_code[deep[0]], area=deep[0])

    def with_code(self, record, named):
        """Return the Match of a code, which must say the same as the names beside it."""
        code = dotted(record["code"])
        region = self.by_code.get(code)
        if region is None or code.count(".") < 2:
            if named.region:
                return Match(None, "code_unknown", [named.region.code], named.area)
            return Match(None, "code_unknown", named.codes, named.area)
        if not any(name in record for name in ("village", "district", "regency")):
            return Match(region, area=code)
        if named.region and (named.region.code == code or lies_in(named.region.code, code)):
            return Match(named.region, area=named.region.code)
        if self.agrees(record, code):
            return Match(region, area=code)
        codes = [code, *([named.region.code] if named.region else named.codes)]
        return Match(None, "disagree", list(dict.fromkeys(codes))[:MAX_SUGGESTIONS], named.area)

    def agrees(self, record, code):
        """Whether every name and kind of the record is that of the code's own region or above."""
        parts = code.split(".")
        for depth, name in ((1, "regency"), (2, "district"), (3, "village")):
            if name not in record or depth >= len(parts):
                if name in record and depth >= len(parts):
                    return False
                continue
            region = self.by_code.get(".".join(parts[: depth + 1]))
            kinds, key = split_kind(record[name])
            if region is None or (kinds is not None and region.kind not in kinds):
                return False
            if key not in own_keys(region):
                return False
        return True

    def within(self, wider, depth, name):
        """Return the codes of this name at this depth, within any of the wider ones."""
        words = fold(join_apostrophes(name)).split()
        keys = [name_key(name)]
        if len(words) > 1 and words[0] in ALSO_NAMES:
            keys.append("".join(words))
        codes = list(dict.fromkeys(c for key in keys for c in self.by_name.get((depth, key), [])))
        return codes if wider is None else [code for code in codes if lies_in_any(code, wider)]

    def similar(self, wider, depth, key):
        """Return codes of places with a similar name within the resolved wider regions."""
        if not wider:
            return []
        cached = tuple(wider), depth, key
        if cached not in self._similar:
            candidates = {}
            for code in self.below(wider, depth):
                candidates.setdefault(split_kind(self.by_code[code].name)[1], code)
                if len(candidates) > MAX_COMPARED:
                    break
            matches = get_close_matches(key, candidates, MAX_SUGGESTIONS, 0.6)
            self._similar[cached] = [candidates[match] for match in matches]
        return self._similar[cached]

    def below(self, codes, depth):
        """Return the codes at this depth that lie in one of these."""
        level = list(codes)
        while level and level[0].count(".") < depth:
            level = [child for code in level for child in self.children[code]]
        return level


def own_keys(region):
    """Return the keys by which a region is found: its name, a city's also without "Kota"."""
    _kinds, key = split_kind(region.name)
    keys = {key, "".join(fold(join_apostrophes(region.name)).split())}
    if region.kind == Kind.CITY:
        keys.add(key.removeprefix("kota"))
    return keys


def lies_in_any(code, wider):
    return any(lies_in(code, wider_code) for wider_code in wider)


def dotted(text):
    """Return a code with its dots: '35.73.04.1003' for '3573041003' too."""
    digits = "".join(char for char in text if char in "0123456789")
    parts = digits[:2], digits[2:4], digits[4:6], digits[6:]
    return ".".join(part for part in parts if part)
