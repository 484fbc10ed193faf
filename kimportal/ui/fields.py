"""Form fields that normalise text and dates: no invisible characters, no extreme values."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    validate_email,
)
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kimportal.readers.dates import UnreadableDate, display_date, read_date
from kimportal.readers.empty import without_placeholder
from kimportal.readers.phones import UnreadablePhone, read_phone
from kimportal.ui.names import validate_name
from kimportal.web.email_addresses import canonical_email
from kimportal.web.normalization import normalize

# Some scripts and emoji need joiners; every other invisible character is removed.
JOINERS = "\u200c\u200d"
MAX_LINES = 400
BLANK_LABEL = BLANK_CHOICE_DASH[0][1]
# Other dates are typing errors, and some calendars cannot show them.
EARLIEST = date(1945, 8, 17)
LATEST = date(2099, 12, 31)
#: As typed: "Hari Jum'at tanggal 12 September 2014", "https://wa.me/6281234567890 (WA)".
MAX_DATE_LENGTH, MAX_PHONE_LENGTH = 100, 40


def strip_invisible(text: str, keep: str = "") -> str:
    """Return NFC without control, direction and surrogate characters, except those in `keep`."""
    return "".join(
        char
        for char in normalize("NFC", text)
        if char in keep or char in JOINERS or unicodedata.category(char)[0] != "C"
    )


#: Text this many times too long is refused before it is cleaned: removing line ends and invisible
#: characters never makes a text four times shorter.
LENGTH_FACTOR = 4


def refuse_far_too_long(value: str | None, max_length: int | None) -> None:
    """Refuse text that no cleaning would shorten to `max_length`, with Django's own message.

    A field cleans its text before its validators check the length, and a form may send a megabyte.
    """
    if value and max_length and len(value) > LENGTH_FACTOR * max_length:
        MaxLengthValidator(int(max_length))(value)


def normalize_newlines(text: str) -> str:
    """Return the lines of a text, ended by ``\\n``, without invisible characters."""
    return strip_invisible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\t\n")


def label_empty_choice(form: forms.BaseForm) -> None:
    """Label empty choices "Choose …" instead of dashes, which screen readers cannot read."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label == BLANK_LABEL:
                field.empty_label = _("Choose …")
        elif isinstance(field, forms.ChoiceField):
            choices: Iterable[Any] = field.choices  # type: ignore[assignment]
            field.choices = [
                (key, _("Choose …") if label == BLANK_LABEL else label) for key, label in choices
            ]


class InOneQuery(ModelChoiceIterator):
    """Choices of a short list in one query; Django's server-side cursor needs three."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset)


class SmallModelChoiceField(forms.ModelChoiceField):
    """Choice of one row of a short list."""

    iterator = InOneQuery


class SlugChoiceField(SmallModelChoiceField):
    """Optional choice of one row by its slug, as in the URL of a filtered list."""

    def __init__(self, queryset: Any, *, empty_label: Any = None, **kwargs: Any) -> None:
        kwargs |= {"required": False, "to_field_name": "slug"}
        super().__init__(queryset, empty_label=empty_label or _("All"), **kwargs)


class SingleLineField(forms.CharField):
    """Single-line text; runs of white space become one space."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        refuse_far_too_long(value, self.max_length)
        return " ".join(strip_invisible(value, keep="\t\n\r").split()) if value else value


class DetailField(SingleLineField):
    """Single-line text that people leave empty with a word: "-" and "belum ada" are empty."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return without_placeholder(value) if value else value


class NameField(DetailField):
    """Name of a person, a KIM or a section; web addresses are refused (ui/names.py)."""

    default_validators = [validate_name]


class MultiLineField(forms.CharField):
    """Multi-line text; lines end with ``\\n``."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if not value:
            return value
        refuse_far_too_long(value, self.max_length)
        value = normalize_newlines(value).strip()
        if value.count("\n") > MAX_LINES:
            raise ValidationError(_("These are too many lines. Shorten the text."), code="lines")
        return value


class DayField(forms.DateField):
    """Date between `earliest` and `latest`; each a date or a function that returns one.

    Browsers send 2014-08-12; what people write themselves is read as well (readers/dates.py).
    """

    default_error_messages = {
        "invalid": _("Write a date with day, month and year, such as 12 August 2014."),
        "partial": _("The day is missing. Write a date such as 12 August 2014."),
    }
    year_alone = False

    def __init__(
        self,
        *,
        earliest: date | Callable[[], date] = EARLIEST,
        latest: date | Callable[[], date] = LATEST,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(earliest), MaxValueValidator(latest)]

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        text = without_placeholder(strip_invisible(value[:MAX_DATE_LENGTH], keep="\t\n\r"))
        if not text:
            return None
        try:
            return read_date(text, year_alone=self.year_alone)
        except UnreadableDate as error:
            raise ValidationError(self.error_messages[error.code], code=error.code)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        if widget.attrs.get("type") != "date":
            return super().widget_attrs(widget)
        first, last = (day() if callable(day) else day for day in (self.earliest, self.latest))
        return super().widget_attrs(widget) | {"min": first.isoformat(), "max": last.isoformat()}


class PastDayField(DayField):
    """Date up to today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(latest=timezone.localdate, **kwargs)


class PastDayOrYearField(PastDayField):
    """Date up to today, or a year alone, which is stored as its first day."""

    default_error_messages = {
        "partial": _("Write the whole date, such as 12 August 2014, or the year alone."),
    }
    year_alone = True

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, date):
            return display_date(value, date_format(value, "j F Y"))
        return value


class PhoneField(DetailField):
    """Telephone number in any spelling; clean() returns it as it is dialled: 0812-3456-7890."""

    default_error_messages = {
        "invalid": _("Write a telephone number with digits, such as 0812-3456-7890."),
        "two": _("Write one telephone number here; these are two."),
        "rounded": _("A spreadsheet has shortened this number. Write all its digits."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"maxlength": str(MAX_PHONE_LENGTH)}

    def to_python(self, value: Any) -> Any:
        refuse_far_too_long(value, MAX_PHONE_LENGTH)
        text = super().to_python(value)
        if not text:
            return text
        try:
            return read_phone(text)
        except UnreadablePhone as error:
            raise ValidationError(self.error_messages[error.code], code=error.code)


class MailField(forms.EmailField):
    """Email address, in the spelling that is stored and compared."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_length": 254} | kwargs))

    def to_python(self, value: Any) -> str:
        address = canonical_email(without_placeholder(super().to_python(value) or ""))
        if not address.isascii():  # no email can be sent to this domain
            raise ValidationError(validate_email.message, code="invalid")
        return address


class WebField(forms.URLField):
    """URL without invisible characters, some of which reverse the direction of the text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"assume_scheme": "https"} | kwargs))

    def to_python(self, value: Any) -> Any:
        refuse_far_too_long(value, self.max_length)
        return super().to_python(strip_invisible(value) if value else value)


def is_key(text: str) -> bool:
    """Return whether this can be a primary key; longer numbers cause database errors."""
    return text.isascii() and text.isdigit() and len(text) <= 18


class SmallModelMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Choice of several rows, by keys that the database can store."""

    def clean(self, value: Any) -> Any:
        model = self.queryset.model  # type: ignore[union-attr]
        has_integer_key = isinstance(model._meta.pk, models.IntegerField)
        for key in value or []:
            if has_integer_key and not is_key(str(key)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(key)[:20]},
                )
        return super().clean(value)
