"""Read the rows of a register: each becomes a KIM to import, or waits with what is doubtful."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.kim.models import Group
from groups.regions.models import Region
from groups.register_import.column_matching import DATES, PLACES
from groups.register_import.place_matching import Places, name_key, place_key
from kimportal.readers.dates import Order, UnreadableDate, read_date
from kimportal.readers.empty import is_empty
from kimportal.readers.phones import UnreadablePhone, read_phones
from kimportal.ui.fields import EARLIEST, DetailField, MailField, NameField
from kimportal.web.search import fold

#: What a value must be; a name (first) that is not is a problem, anything else only a note.
NAME = NameField(max_length=120, min_length=3)
CLEAN = {
    "name": NAME,
    "contact_name": NameField(max_length=120, required=False),
    "contact_email": MailField(required=False),
    "address": DetailField(max_length=250, required=False),
    "decree_number": DetailField(max_length=80, required=False),
    "decree_signer_name": NameField(max_length=120, required=False),
    "kim_id_number": DetailField(max_length=40, required=False),
}
NOTE_CODES = {"max_length": "long", "address": "refused", "lookalike": "refused"}
#: So much of a cell is repeated in a sentence.
MAX_QUOTED = 80


@dataclass
class Reading:
    """What a row says: values to store, its region, problems and notes as [field, code, text]."""

    texts: dict
    values: dict = field(default_factory=dict)
    region: Region | None = None
    area: str = ""
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    flags: set = field(default_factory=set)
    suggestions: list = field(default_factory=list)
    place_key: str = ""
    existing: int | None = None

    def note(self, name, code, text=""):
        self.notes.append([name, code, quoted(text)])

    def problem(self, name, code, text=""):
        self.problems.append([name, code, quoted(text)])


def quoted(text):
    return text if len(text) <= MAX_QUOTED else f"{text[: MAX_QUOTED - 1]}…"


class RowReader:
    """Reads the rows of a register; makes three queries for any number of rows."""

    def __init__(self, register, person):
        self.matching, self.orders = register.matching, register.orders
        self.places = Places(person, register.places)
        self.existing, self.in_district, self.decrees = {}, {}, {}
        rows = Group.objects.overseen_by(person)
        fields = ("pk", "region_id", "name", "decree_number_folded")
        for pk, code, name, decree in rows.values_list(*fields).iterator(chunk_size=2000):
            key = name_key(name)
            self.existing.setdefault((code, key), pk)
            self.in_district.setdefault((district_of(code), key), (pk, name))
            if decree:
                self.decrees.setdefault(decree, (pk, name))

    def read(self, line):
        """Return the Reading of a layout.Line."""
        texts = {
            name: line.cells[column]
            for name, column in self.matching.items()
            if column < len(line.cells) and line.cells[column]
        }
        told = {n: text for n, text in line.context.items() if is_empty(texts.get(n, ""))}
        return self.read_texts({**texts, **told}, [name for name in told if name in self.matching])

    def read_texts(self, texts, carried=()):
        """Return the Reading of {field: text}; `carried` are fields that a row above tells."""
        reading = Reading(texts)
        for name in carried:
            reading.note(name, "carried", texts[name])
        self.read_values(reading)
        self.find_region(reading)
        self.compare(reading)
        return reading

    def read_values(self, reading):
        texts, values = reading.texts, reading.values
        try:
            if texts.get("name", "").startswith("="):
                reading.problem("name", "formula")
            else:
                values["name"] = NAME.clean(texts.get("name", ""))
        except ValidationError as error:
            reading.problem("name", error.error_list[0].code, texts.get("name", ""))
        for name in DATES:
            self.read_date(reading, name)
        self.read_phone(reading)
        for name in list(CLEAN)[1:]:
            text = texts.get(name, "")
            try:
                if text.startswith("="):
                    reading.note(name, "formula")
                else:
                    values[name] = CLEAN[name].clean(text)
            except ValidationError as error:
                code = error.error_list[0].code
                reading.note(name, NOTE_CODES.get(code, "invalid"), text)
        if values.get("contact_email") and not values.get("contact_name"):
            reading.note("contact_email", "no_chair", values["contact_email"])

    def read_date(self, reading, name):
        text = reading.texts.get(name, "")
        if is_empty(text):
            return
        if text.startswith("="):
            reading.note(name, "formula")
            return
        order = Order(self.orders.get(name, Order.DAY_FIRST))
        try:
            day = read_date(text, order=order, year_alone=name == "founded", serial=True)
        except UnreadableDate as error:
            reading.note(name, error.code, text)
            return
        if day > timezone.localdate():
            reading.note(name, "future", text)
        elif day < EARLIEST:
            reading.note(name, "early", text)
        else:
            reading.values[name] = day.isoformat()

    @staticmethod
    def read_phone(reading):
        text = reading.texts.get("contact_phone", "")
        if is_empty(text):
            return
        try:
            first, *others = read_phones(text)
        except UnreadablePhone as error:
            code = "formula" if text.startswith("=") else error.code
            reading.note("contact_phone", code, text)
            return
        reading.values["contact_phone"] = first
        for other in others:
            reading.note("contact_phone", "two", other)

    def find_region(self, reading):
        record = {name: reading.texts.get(name, "") for name in PLACES}
        if any(text.startswith("=") for text in record.values()):
            reading.problem("place", "formula")
            return
        expects_village = "village" in self.matching
        match = self.places.find(record, expects_village=expects_village)
        carried = {name for name, code, _text in reading.notes if code == "carried"}
        if match.problem == "unknown" and carried:
            # The row above may tell of other rows: the row's own words may be enough.
            own = {name: text for name, text in record.items() if name not in carried}
            without = self.places.find(own, expects_village=expects_village)
            if without.region:
                match = without
                reading.notes = [note for note in reading.notes if note[1] != "carried"]
        reading.region, reading.area = match.region, match.area
        if match.problem:
            words = ", ".join(text for text in reversed(record.values()) if not is_empty(text))
            reading.problem("place", match.problem, words)
            reading.suggestions = match.codes
            reading.place_key = place_key(record)[:400]
        elif match.region.code.count(".") == 2 and "district" in self.matching:
            reading.note("place", "whole_district")

    def compare(self, reading):
        """Compare with what is in the portal already."""
        if reading.region is None or "name" not in reading.values:
            return
        key, code = name_key(reading.values["name"]), reading.region.code
        reading.existing = self.existing.get((code, key))
        if reading.existing:
            return
        if similar := self.in_district.get((district_of(code), key)):
            reading.note("name", "similar", similar[1])
            reading.flags.add("duplicate_name")
        decree = fold(reading.values.get("decree_number", ""))[:80]
        if decree and decree in self.decrees:
            reading.note("decree_number", "duplicate_decree", self.decrees[decree][1])
            reading.flags.add("duplicate_decree")


def district_of(code):
    return ".".join((code or "").split(".")[:3])


def to_group_values(values):
    """Return the values of a Group from those stored as JSON."""
    days = {name: date.fromisoformat(values[name]) for name in DATES if values.get(name)}
    return {**values, **days}
