"""A row as its page shows it: everything that was read, in words."""

from datetime import date

from django.utils.formats import date_format

from groups.regions.models import Region
from groups.register_import.column_matching import DATES, FIELDS
from groups.register_import.models import RowState
from groups.register_import.problems import REASONS, note_sentence, sentence
from kimportal.readers.dates import display_date

#: Shown of a KIM that is in the portal already, beside what the row says.
COMPARED = ("contact_name", "contact_phone", "contact_email", "address", "founded")
COMPARED += ("decree_number", "decree_date")


def in_words(name, value):
    """Return a stored value as people read it: "12 Agustus 2014"."""
    if name not in DATES or not value:
        return value
    day = value if isinstance(value, date) else date.fromisoformat(value)
    formatted = date_format(day, "j F Y")
    return display_date(day, formatted) if name == "founded" else formatted


class RowView:
    """A RegisterRow with its sentences; `regions` are those it may mean."""

    def __init__(self, row, regions):
        self.row = row
        self.region = regions.get(row.region_id)
        self.suggestions = [regions[code] for code in row.suggestions if code in regions]

    @classmethod
    def of(cls, rows, person):
        """Return the views of these rows, with one query for the regions of all."""
        codes = {code for row in rows for code in (row.region_id, *row.suggestions) if code}
        regions = Region.objects.in_bulk(codes)
        return [cls(row, regions) for row in rows]

    @property
    def problems(self):
        return [sentence(problem) for problem in self.row.problems if not self.row.reason]

    @property
    def notes(self):
        return [note_sentence(note) for note in self.row.notes]

    @property
    def reason(self):
        """Why it is left out."""
        if not self.row.reason:
            return ""
        text = self.row.problems[0][2] if self.row.problems else ""
        return REASONS[self.row.reason] % {"text": text}

    @property
    def facts(self):
        """Return [(label, words)] of what was read, of a doubtful row also as it stands there."""
        if self.row.state == RowState.LEFT_OUT and self.row.reason != "dropped":
            return []
        values = {**self.row.texts, **{k: v for k, v in self.row.values.items() if v}}
        skipped = {"name"} | ({"code", "village", "district", "regency"} if self.region else set())
        return [
            (field.label, in_words(name, self.row.values[name]) if self.row.values.get(name) else
             values[name])
            for name, field in FIELDS.items()
            if name not in skipped and values.get(name) and self.is_read(name)
        ]  # fmt: skip

    def is_read(self, name):
        return bool(self.row.values.get(name)) or name in ("code", "village", "district", "regency")

    @property
    def differences(self):
        """Return [(label, what the row says, what the portal has)] for a KIM that is there."""
        group = self.row.existing
        if group is None:
            return []
        pairs = [
            (FIELDS[name].label, in_words(name, self.row.values.get(name)) or "–",
             in_words(name, getattr(group, name)) or "–")
            for name in COMPARED
        ]  # fmt: skip
        return [pair for pair in pairs if pair[1] != pair[2] and pair[1] != "–"]
