"""What becomes of each row: a KIM that can come in, or the reasons why not."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups.kim.models import Group
from groups.register_import.bulk_import import Entry
from groups.register_import.column_matching import FIELDS
from groups.register_import.place_matching import Places, key, words_of
from kimportal.ui.fields import MailField, NameField, PastDayField, PhoneField, SingleLineField
from kimportal.web.search import fold

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
CLEAN = {
    "name": NameField(max_length=120, min_length=3),
    "contact_name": NameField(max_length=120, required=False),
    "contact_phone": PhoneField(required=False),
    "contact_email": MailField(required=False),
    "address": SingleLineField(max_length=250, required=False),
    "founded": PastDayField(required=False, input_formats=DAYS),
    "decree_number": SingleLineField(max_length=80, required=False),
    "decree_date": PastDayField(required=False, input_formats=DAYS),
    "decree_signer_name": NameField(max_length=120, required=False),
    "kim_id_number": SingleLineField(max_length=40, required=False),
}


@dataclass
class RowResult:
    number: int  # of the row in the file
    cells: list
    name: str
    errors: list = field(default_factory=list)
    entry: Entry | None = None
    words: str = ""  # by which it names its place
    meant: list = field(default_factory=list)  # [(code, path)] of the places it may mean


class RowValidator:
    """Judges the rows of a register; asks the database twice, however many rows there are."""

    def __init__(self, register, person):
        self.register = register
        self.places = Places(person, register.places)
        self.known, self.decrees = set(), set()
        rows = Group.objects.overseen_by(person).values_list(
            "region_id", "name", "decree_number_folded"
        )
        for code, name, decree in rows.iterator(chunk_size=2000):
            self.known.add((code, key(name)))
            self.decrees.add(decree)
        self.seen = {}

    def verdicts(self):
        return [self.verdict(number, cells) for number, cells in self.register.rows]

    def verdict(self, number, cells):
        told = {
            name: cells[column] if column < len(cells) else ""
            for name, column in self.register.matching.items()
        }
        verdict = RowResult(number, cells, told.get("name", ""))
        values = self.values(told, verdict.errors)
        region = self.region(told, verdict)
        if region and not verdict.errors:
            flags = self.flags(number, values, region, verdict.errors)
            verdict.entry = Entry(values, region, flags)
        return verdict

    def values(self, told, errors):
        values = {}
        for name, clean in CLEAN.items():
            text = told.get(name, "")
            try:
                if text.startswith("="):
                    raise ValidationError(_("This is a formula; write its value."))
                values[name] = clean.clean(phone(text) if name == "contact_phone" else text)
            except ValidationError as error:
                errors += [f"{FIELDS[name][0]}: {one}" for one in error.messages]
        if values.get("contact_email") and not values.get("contact_name"):
            errors.append(_("An invitation needs the chair's name as well."))
        return values

    def region(self, told, verdict):
        region, codes = self.places.find(told)
        if region is None:
            verdict.words = words_of(told)
            verdict.meant = [(code, str(self.places.by_code[code])) for code in codes]
            paths = [f"{path} ({code})" for code, path in verdict.meant]
            verdict.errors.append(
                _("Which place is it? Perhaps: %s") % "; ".join(paths)
                if paths
                else _("No such place in your jurisdiction.")
            )
        return region

    def flags(self, number, values, region, errors):
        """Says where the same KIM stands already; returns what the reviewer should look at."""
        own = (region.code, key(values["name"]))
        if own in self.known:
            errors.append(_("This KIM is in the portal already."))
        if own in self.seen:
            errors.append(_("The same KIM stands in row %s.") % self.seen[own])
        self.seen.setdefault(own, number)
        decree = fold(values["decree_number"])[:80]
        return {"duplicate_decree"} if decree and decree in self.decrees else set()


def phone(text):
    """A sheet that took the number for a figure has lost its zero."""
    return f"0{text}" if text.startswith("8") and text.isdigit() else text
