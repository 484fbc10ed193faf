"""Form fields for words and days people type: nothing invisible, nothing that poisons a list."""

import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
    validate_email,
)
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.ui.names import validate_name
from kimportal.web.email_addresses import canonical_email
from kimportal.web.normalization import normalize

# Joiners are part of how some scripts and emoji are written; every other invisible sign goes.
JOINERS = "\u200c\u200d"
MOST_LINES = 400
DASHES = BLANK_CHOICE_DASH[0][1]
# Outside these a day is a slip of the keyboard, and some calendars cannot show it.
EARLIEST = date(1945, 8, 17)
LATEST = date(2099, 12, 31)


def strip_invisible(text, keep=""):
    """NFC, without control, direction or half characters; those in `keep` stay."""
    return "".join(
        letter
        for letter in normalize("NFC", text)
        if letter in keep or letter in JOINERS or unicodedata.category(letter)[0] != "C"
    )


#: What is this many times too long is refused before anything reads it: line ends and invisible
#: signs that are left out make no text a quarter of its length.
FAR_TOO_LONG = 4


def refuse_far_too_long(value, max_length):
    """Refuse what no cleaning would bring below `max_length`, in the words of Django's own check.

    A field cleans its text before its validators count the letters, and a form may send a
    megabyte.
    """
    if value and max_length and len(value) > FAR_TOO_LONG * max_length:
        MaxLengthValidator(int(max_length))(value)


def normalize_newlines(text):
    """Several lines of it; they end as ``\\n``."""
    return strip_invisible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\t\n")


def label_empty_choice(form):
    """Where a list offers nothing chosen, say so in a word: a row of dashes reads as noise."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label == DASHES:
                field.empty_label = _("Choose …")
        elif isinstance(field, forms.ChoiceField):
            field.choices = [
                (key, _("Choose …") if label == DASHES else label) for key, label in field.choices
            ]


class InOneQuery(ModelChoiceIterator):
    """A short list. Django opens a cursor of the server's for it, which asks three times."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset)


class SmallModelChoiceField(forms.ModelChoiceField):
    """One of a short list of rows."""

    iterator = InOneQuery


class SlugChoiceField(SmallModelChoiceField):
    """One of a short list of words, chosen by its slug as it stands in the address, or none."""

    def __init__(self, queryset, *, empty_label=None, **kwargs):
        kwargs |= {"required": False, "to_field_name": "slug"}
        super().__init__(queryset, empty_label=empty_label or _("All"), **kwargs)


class SingleLineField(forms.CharField):
    """One line: runs of white space become one space."""

    def to_python(self, value):
        value = super().to_python(value)
        refuse_far_too_long(value, self.max_length)
        return " ".join(strip_invisible(value, keep="\t\n\r").split()) if value else value


class NameField(SingleLineField):
    """Name of a person, a KIM or a section; web addresses are refused (ui/names.py)."""

    default_validators = [validate_name]


class MultiLineField(forms.CharField):
    """Several lines, as typed; ends of lines as ``\\n``."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return value
        refuse_far_too_long(value, self.max_length)
        value = normalize_newlines(value).strip()
        if value.count("\n") > MOST_LINES:
            raise ValidationError(_("These are too many lines. Shorten the text."), code="lines")
        return value


class DayField(forms.DateField):
    """A day between `earliest` and `latest`; each a date or a function that gives one."""

    def __init__(self, *, earliest=EARLIEST, latest=LATEST, **kwargs):
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(earliest), MaxValueValidator(latest)]

    def widget_attrs(self, widget):
        first, last = (day() if callable(day) else day for day in (self.earliest, self.latest))
        return super().widget_attrs(widget) | {"min": first.isoformat(), "max": last.isoformat()}


class PastDayField(DayField):
    """A day up to today."""

    def __init__(self, **kwargs):
        super().__init__(latest=timezone.localdate, **kwargs)


class PhoneField(SingleLineField):
    """A telephone number as people write it: +62 812-3456-7890."""

    default_validators = [
        RegexValidator(
            r"^\+?[0-9][0-9 ().-]{6,18}$",
            _("Write a telephone number with digits, such as 0812-3456-7890."),
        )
    ]

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(**({"max_length": 20} | kwargs))


class MailField(forms.EmailField):
    """An e-mail address in the spelling that is stored and compared."""

    def __init__(self, **kwargs):
        super().__init__(**({"max_length": 254} | kwargs))

    def to_python(self, value):
        address = canonical_email(super().to_python(value))
        if not address.isascii():  # a domain that no mail can be sent to
            raise ValidationError(validate_email.message, code="invalid")
        return address


class WebField(forms.URLField):
    """An address on the web, without signs that nobody sees: some turn around what is read."""

    def __init__(self, **kwargs):
        super().__init__(**({"assume_scheme": "https"} | kwargs))

    def to_python(self, value):
        refuse_far_too_long(value, self.max_length)
        return super().to_python(strip_invisible(value) if value else value)


def is_key(text):
    """Whether this can be the key of a row at all; longer numbers trip up a database."""
    return text.isascii() and text.isdigit() and len(text) <= 18


class SmallModelMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Several rows, by keys a database can hold."""

    def clean(self, value):
        numbered = isinstance(self.queryset.model._meta.pk, models.IntegerField)
        for key in value or []:
            if numbered and not is_key(str(key)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(key)[:20]},
                )
        return super().clean(value)
