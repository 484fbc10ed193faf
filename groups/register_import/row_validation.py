"""Validate the rows of a register: each becomes an entry to import, or gets error messages."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups.kim.models import Group
from groups.register_import.bulk_import import Entry
from groups.register_import.column_matching import FIELDS
from groups.register_import.place_matching import Places, name_key, place_key
from kimportal.ui.fields import MailField, NameField, PastDayField, PhoneField, SingleLineField
from kimportal.web.search import fold

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
CLEAN = {
    "name": NameField(max_length=120, min_length=3),
    "contact_name": NameField(max_length=120, required=False),
    "contact_phone": PhoneField(required=False),
    "contact_email": MailField(required=False),
    "address": SingleLineField(max_length=250, required=False),
    "founded": PastDayField(required=False, input_formats=DATE_FORMATS),
    "decree_number": SingleLineField(max_length=80, required=False),
    "decree_date": PastDayField(required=False, input_formats=DATE_FORMATS),
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
    place_key: str = ""
    suggestions: list = field(default_factory=list)  # [(code, path)] of the places it may mean


class RowValidator:
    """Validates the rows of a register; makes two queries for any number of rows."""

    def __init__(self, register, person):
        self.register = register
        self.places = Places(person, register.places)
        self.existing, self.decrees = set(), set()
        rows = Group.objects.overseen_by(person).values_list(
            "region_id", "name", "decree_number_folded"
        )
        for code, name, decree in rows.iterator(chunk_size=2000):
            self.existing.add((code, name_key(name)))
            self.decrees.add(decree)
        self.rows = {}  # {(region code, name key): number of the row}

    def validate_all(self):
        return [self.validate(number, cells) for number, cells in self.register.rows]

    def validate(self, number, cells):
        record = {
            name: cells[column] if column < len(cells) else ""
            for name, column in self.register.matching.items()
        }
        result = RowResult(number, cells, record.get("name", ""))
        values = self.values(record, result.errors)
        region = self.region(record, result)
        if region and not result.errors:
            flags = self.flags(number, values, region, result.errors)
            result.entry = Entry(values, region, flags)
        return result

    def values(self, record, errors):
        values = {}
        for name, clean in CLEAN.items():
            text = record.get(name, "")
            try:
                if text.startswith("="):
                    raise ValidationError(_("This is a formula; write its value."))
                values[name] = clean.clean(phone(text) if name == "contact_phone" else text)
            except ValidationError as error:
                errors += [f"{FIELDS[name][0]}: {message}" for message in error.messages]
        if values.get("contact_email") and not values.get("contact_name"):
            errors.append(_("An invitation needs the chair's name as well."))
        return values

    def region(self, record, result):
        region, codes = self.places.find(record)
        if region is None:
            result.place_key = place_key(record)
            result.suggestions = [(code, str(self.places.by_code[code])) for code in codes]
            paths = [f"{path} ({code})" for code, path in result.suggestions]
            result.errors.append(
                _("Which place is it? Perhaps: %s") % "; ".join(paths)
                if paths
                else _("No such place in your jurisdiction.")
            )
        return region

    def flags(self, number, values, region, errors):
        """Add errors for a KIM that exists already; return flags for the reviewer."""
        key = (region.code, name_key(values["name"]))
        if key in self.existing:
            errors.append(_("This KIM is in the portal already."))
        if key in self.rows:
            errors.append(_("The same KIM stands in row %s.") % self.rows[key])
        self.rows.setdefault(key, number)
        decree = fold(values["decree_number"])[:80]
        return {"duplicate_decree"} if decree and decree in self.decrees else set()


def phone(text):
    """Restore the leading zero that a spreadsheet drops from a number."""
    return f"0{text}" if text.startswith("8") and text.isdigit() else text
