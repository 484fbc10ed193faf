"""The fields of an event's report: who reads each of them, and how its value is written.

Report form, review page, event page, exports, open data, API, data dictionary and the copy of one's
data follow from REPORTED_FIELDS; tests/campaigns/events/test_reported_fields.py checks each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.disclosure_control import SPLIT, published
from campaigns.events.models.event import OutreachEvent


class Readers(Enum):
    """Who reads a field. Members read all fields of their own KIM's reports."""

    PUBLIC = "public"  # once the event is live
    STAFF = "staff"  # of the region, in the jurisdiction's states


def public_attribute(event, name):
    return getattr(event, name)


@dataclass(frozen=True)
class ReportedField:
    """A field of the report. By default its readers are staff, and exports contain it."""

    name: str
    readers: Readers = Readers.STAFF
    #: Its meaning in the data dictionary; without one it is not open data.
    meaning: str = ""
    #: What the public reads of it: public_value(event, name).
    public_value: Callable = public_attribute
    #: Free text may name persons: exports hold it for administrators only.
    is_free_text: bool = False
    #: Kept in rows of its own; the form builds its value, and exports leave it out.
    is_related: bool = False
    #: Whether members type it. Otherwise it is set when the report is sent.
    is_typed: bool = True
    in_export: bool = True
    #: Whether the templates have markup for it; otherwise it is listed as a fact.
    has_markup: bool = False
    #: Needed for related rows; a column has the model's label.
    related_label: str = ""

    @property
    def label(self):
        return self.related_label or OutreachEvent._meta.get_field(self.name).verbose_name

    @property
    def is_open_data(self):
        return bool(self.meaning)

    def value(self, event):
        """Return the value as staff read it."""
        return getattr(event, self.name)

    def read(self, event, readers):
        """Return the value as these readers may see it; None where they may not."""
        if readers == Readers.STAFF:
            return self.value(event)
        is_public = self.readers == Readers.PUBLIC
        return self.public_value(event, self.name) if is_public else None


def count_of_people(name):
    """Return a number of people, which disclosure control may withhold from the public."""
    meaning = _("of those present; empty if unknown or withheld (see small numbers)")
    return ReportedField(
        name, Readers.PUBLIC, meaning=meaning, public_value=published, has_markup=True
    )


REPORTED_FIELDS = (
    ReportedField("reported_at", Readers.PUBLIC, is_typed=False, has_markup=True),
    ReportedField(
        "attendance",
        Readers.PUBLIC,
        meaning=_("people present; empty if unknown"),
        has_markup=True,
    ),
    *(count_of_people(name) for name in SPLIT),
    ReportedField(
        "speakers", Readers.PUBLIC, is_related=True, has_markup=True, related_label=_("speakers")
    ),
    ReportedField(
        "materials", Readers.PUBLIC, is_related=True, has_markup=True, related_label=_("materials")
    ),
    ReportedField("story", Readers.PUBLIC, is_free_text=True, has_markup=True),
    ReportedField("questions", Readers.STAFF, is_free_text=True, has_markup=True),
    ReportedField("follow_up", Readers.PUBLIC, is_free_text=True, has_markup=True),
    ReportedField("links", Readers.PUBLIC, in_export=False, has_markup=True),
    ReportedField(
        "photos", Readers.PUBLIC, is_related=True, has_markup=True, related_label=_("photos")
    ),
    ReportedField("health_checks", Readers.PUBLIC, in_export=False, has_markup=True),
)
REPORTED_NAMES = tuple(field.name for field in REPORTED_FIELDS)
#: Columns that members fill in, in the order of a change request.
TYPED_COLUMNS = tuple(f.name for f in REPORTED_FIELDS if f.is_typed and not f.is_related)
OPEN_DATA_FIELDS = tuple(field for field in REPORTED_FIELDS if field.is_open_data)

#: Fields of OutreachEvent that are no part of a report: plan, moderation, and what is derived.
NOT_REPORTED = frozenset(
    (
        "id group campaign title pillars mode setting region venue link starts ends "
        "series neutrality_declared_at begun_by search_text handed_out receipts "
        "state state_since state_note state_field submitted_by submitted_at flags version "
        "created_at changed_at"
    ).split()
)


def export_columns(*, free_text):
    """Return [(label, value of an event)] for Export.columns or Export.personal."""
    return tuple(
        (field.label, field.value)
        for field in REPORTED_FIELDS
        if field.in_export and not field.is_related and field.is_free_text == free_text
    )


def other_facts(event, readers, fields=REPORTED_FIELDS):
    """Return [(label, text)] of the fields that have no markup of their own."""
    values = [(field, field.read(event, readers)) for field in fields if not field.has_markup]
    return [
        (capfirst(field.label), plain_text(value))
        for field, value in values
        if value not in (None, "", [])
    ]


def plain_text(value):
    """Write a plain value for people to read."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(
            ", ".join(str(part) for part in row if part) if isinstance(row, list) else str(row)
            for row in value
        )
    return "" if value is None else str(value)
