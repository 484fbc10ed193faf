from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.jurisdictions.rules import has_jurisdiction
from groups.kim.forms import SECRETARIAT_LEVELS
from groups.regions.widgets import ChoosesRegion, RegionField
from groups.register_import import spreadsheet
from groups.register_import.column_matching import (
    DATES,
    FIELDS,
    PLACES,
    REQUIRED,
    guess,
    letter,
)
from groups.register_import.layout import HEAD_WITHIN, MAX_HEIGHT
from kimportal.readers.dates import Order, column_order, display_date, possible_orders, read_date
from kimportal.ui.fields import (
    DetailField,
    MailField,
    NameField,
    PastDayField,
    PastDayOrYearField,
    PhoneField,
)
from kimportal.ui.forms import Tagless

#: So much of a cell is shown beside the letter of a column without a heading.
MAX_EXAMPLE = 24


class RegisterForm(forms.Form):
    """Upload of a register; `sheet` and `others` are its content after validation."""

    file = forms.FileField(
        label=_("Register (XLSX, XLS, ODS or CSV)"),
        help_text=_("At most 5 MB and 5,000 rows, as your office keeps it."),
        widget=forms.FileInput(attrs={"accept": ",".join(spreadsheet.EXTENSIONS)}),
    )

    def clean_file(self):
        self.sheet, self.others = spreadsheet.read(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class SheetForm(forms.Form):
    """Which sheet of the file is read."""

    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, *args, register, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheets = [spreadsheet.Sheet(**each) for each in (register.sheet, *register.others)]
        self.fields["sheet"].choices = [
            (n, self.label(sheet)) for n, sheet in enumerate(self.sheets) if sheet.head
        ]

    @staticmethod
    def label(sheet):
        words = gettext("%(name)s (%(rows)s rows)")
        if sheet.hidden:
            words = gettext("%(name)s (%(rows)s rows, hidden)")
        return words % {"name": sheet.name or "–", "rows": len(sheet.rows)}

    @property
    def chosen(self):
        """The Sheet chosen, and the others."""
        chosen = self.sheets[int(self.cleaned_data["sheet"])]
        return chosen, [sheet for sheet in self.sheets if sheet is not chosen]


class HeadForm(forms.Form):
    """In which rows of the sheet the headings are."""

    row = forms.TypedChoiceField(label=_("The headings begin in row"), coerce=int)
    height = forms.TypedChoiceField(
        label=_("Rows of headings"),
        coerce=int,
        choices=[(n, n) for n in range(1, MAX_HEIGHT + 1)],
    )

    def __init__(self, *args, register, **kwargs):
        self.rows = register.sheet["rows"]
        initial = {"row": register.head_numbers[:1] and register.head_numbers[0]}
        initial["height"] = register.head_height
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.fields["row"].choices = [
            (number, f"{number}: {' · '.join(cell for cell in cells if cell)[:60]}")
            for number, cells in self.rows[:HEAD_WITHIN]
        ]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            self.head = spreadsheet.head_at(self.rows, cleaned["row"], cleaned["height"])
            if self.head is None:
                raise ValidationError(_("No row would be left below these headings."))
        return cleaned


class MatchingForm(forms.Form):
    """For each field of a register, the column that holds it; for dates, what comes first.

    The order of day and month is asked where the column itself does not tell it.
    """

    def __init__(self, *args, register, **kwargs):
        last = register.last_of_office
        matching = register.matching or guess(register.head, register.previous_matching)
        orders = register.orders or (last.orders if last else {})
        initial = {**matching, **{order_name(name): order for name, order in orders.items()}}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.lines = register.lines({**matching, **self.typed_columns()})
        columns = [(n, self.label(n, heading)) for n, heading in enumerate(register.head)]
        self.orders = {}
        for name, field in FIELDS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=field.label,
                choices=[("", _("— not in this file —")), *columns],
                coerce=int,
                empty_value=None,
                required=name in REQUIRED,
            )
            if name in DATES:
                self.add_order(name, matching.get(name))

    def typed_columns(self):
        """Return {field: column} of what was posted, as far as it is a number."""
        typed = {name: self.data.get(name, "") for name in FIELDS} if self.is_bound else {}
        return {name: int(n) for name, n in typed.items() if n.isdecimal() and len(n) < 4}

    def label(self, column, heading):
        """Return the name of a column: its letter, and its heading or what is in it."""
        if heading:
            return f"{letter(column)} · {heading}"
        cells = (line.cells[column] for line in self.lines if column < len(line.cells))
        example = next(filter(None, cells), "")
        return gettext("Column %(letter)s (%(example)s)") % {
            "letter": letter(column),
            "example": example[:MAX_EXAMPLE] or "–",
        }

    def add_order(self, name, guessed):
        """Ask what comes first in a column of dates, unless its dates tell it."""
        column = self.typed_columns().get(name) if self.is_bound else guessed
        if column is None:
            return
        texts = [
            line.cells[column]
            for line in self.lines
            if not line.reason and column < len(line.cells)
        ]
        order = column_order(texts)
        if order:
            self.orders[name] = order
            return
        example = next((text for text in texts if len(possible_orders(text)) > 1), "")
        self.fields[order_name(name)] = forms.ChoiceField(
            label=gettext("%(field)s: what does %(example)s mean?")
            % {"field": FIELDS[name].label, "example": example or gettext("a date of numbers")},
            choices=[(order.value, in_words(example, order)) for order in Order],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say which of the two it is.")},
        )

    def clean(self):
        cleaned = super().clean()
        used = [cleaned[name] for name in FIELDS if cleaned.get(name) is not None]
        if len(set(used)) < len(used):
            raise ValidationError(_("Each column can tell one thing only."))
        tells_place = any(cleaned.get(n) is not None for n in ("code", "village", "district"))
        if not tells_place and not any(line.context for line in self.lines):
            raise ValidationError(_("Name the column with the village, the district or the code."))
        return cleaned

    @property
    def matching(self):
        return {
            name: self.cleaned_data[name]
            for name in FIELDS
            if self.cleaned_data.get(name) is not None
        }

    @property
    def chosen_orders(self):
        asked = {name: self.cleaned_data.get(order_name(name)) for name in DATES}
        return self.orders | {name: order for name, order in asked.items() if order}


def order_name(name):
    return f"{name}_order"


def in_words(example, order):
    """Return what a date means in an order: "3 Februari 2020"."""
    if not example:
        return gettext("day first") if order == Order.DAY_FIRST else gettext("month first")
    return date_format(read_date(example, order=order), "j F Y")


class RowForm(ChoosesRegion, Tagless, forms.Form):
    """A row of a register, mended by hand: the place by the picker, dates and numbers as typed."""

    name = NameField(label=FIELDS["name"].label, max_length=120, min_length=3)
    region = RegionField(levels=SECRETARIAT_LEVELS, label=_("Village or district"))
    contact_name = NameField(label=FIELDS["contact_name"].label, max_length=120, required=False)
    contact_phone = PhoneField(label=FIELDS["contact_phone"].label, required=False)
    contact_email = MailField(label=FIELDS["contact_email"].label, required=False)
    address = DetailField(label=FIELDS["address"].label, max_length=250, required=False)
    founded = PastDayOrYearField(label=FIELDS["founded"].label, required=False)
    decree_number = DetailField(label=FIELDS["decree_number"].label, max_length=80, required=False)
    decree_date = PastDayField(
        label=FIELDS["decree_date"].label,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    decree_signer_name = NameField(
        label=FIELDS["decree_signer_name"].label, max_length=120, required=False
    )
    kim_id_number = DetailField(label=FIELDS["kim_id_number"].label, max_length=40, required=False)

    def __init__(self, *args, row, person, **kwargs):
        self.row, self.person = row, person
        super().__init__(*args, **kwargs)
        for name, text in row.texts.items():
            if name in self.fields and text:
                self.fields[name].help_text = gettext("In the file: %(text)s") % {"text": text}
        place = ", ".join(filter(None, (row.texts.get(name) for name in reversed(PLACES))))
        if place:
            self.fields["region"].help_text = gettext("In the file: %(text)s") % {"text": place}

    @staticmethod
    def initial_of(row):
        """Return what was read, and what could not be read as it stands in the file."""
        initial = dict(row.texts)
        for name, value in row.values.items():
            if name in DATES and value:
                day = date.fromisoformat(value)
                formatted = date_format(day, "j F Y")
                initial[name] = display_date(day, formatted) if name == "founded" else formatted
            elif value:
                initial[name] = value
        return initial | {"region": row.region_id or (row.suggestions or [""])[0]}

    def clean_region(self):
        region = self.cleaned_data["region"]
        if region and not has_jurisdiction(self.person, region.code):
            raise ValidationError(_("This place lies outside your region."), code="outside")
        return region

    def clean(self):
        cleaned = super().clean()
        is_unnamed = not cleaned.get("contact_name") and "contact_name" not in self.errors
        if cleaned.get("contact_email") and is_unnamed:
            self.add_error("contact_name", _("An invitation needs the chair's name as well."))
        return cleaned

    @property
    def values(self):
        """The values as JSON, without the region."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "region"}
        return {
            name: value.isoformat() if name in DATES and value else value
            for name, value in values.items()
            if value or name not in DATES
        }
