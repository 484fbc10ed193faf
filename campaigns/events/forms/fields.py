from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from campaigns.events.models.event import MAX_PEOPLE
from kimportal.readers.dates import UnreadableDate, read_moment
from kimportal.readers.empty import is_empty
from kimportal.readers.numbers import UnreadableNumber, read_count
from kimportal.ui.fields import refuse_far_too_long, strip_invisible

MAX_LINKS = 10
MAX_LINKS_LENGTH = 3000
#: Characters as typed; no number of people and no date is longer.
MAX_NUMBER_LENGTH = 40
_is_url = URLValidator(schemes=["http", "https"])


class HeadCountField(forms.Field):
    """A number of people: '1200', '1.200' or '50 orang'. Empty means unknown, not zero.

    Django's IntegerField would read the Indonesian '1.000' as 1.
    """

    widget = forms.TextInput
    default_error_messages = {
        "required": _("How many people were there? An estimate is enough."),
        "invalid": _("Write a whole number, such as 40 or 1.200."),
        "negative": _("A number of people cannot be below zero."),
        "too_many": _("More than a million people? Please write the number of people present."),
    }

    def __init__(self, *, min_value=0, **kwargs):
        """Accept `min_value`, which a model field passes; to_python() checks it."""
        super().__init__(**kwargs)

    def to_python(self, value):
        text = str(value).strip() if value is not None else ""
        if is_empty(text) and "0" not in text:
            return None
        if len(text) > MAX_NUMBER_LENGTH:
            code = "too_many" if text[:MAX_NUMBER_LENGTH].isdecimal() else "invalid"
            raise ValidationError(self.error_messages[code], code=code)
        try:
            number = read_count(text)
        except UnreadableNumber as error:
            raise ValidationError(self.error_messages[error.code], code=error.code)
        if number > MAX_PEOPLE:
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        return number

    def widget_attrs(self, widget):
        return {"inputmode": "numeric", "autocomplete": "off", "maxlength": MAX_NUMBER_LENGTH}


class LocalMomentField(forms.Field):
    """A date and time in the time zone of the event's place; clean() returns it without a zone."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_error_messages = {
        "required": _("Give the day and the time."),
        "invalid": _("Write a day and a time, such as 2020-11-26 19:30."),
        "bounds": _("Choose a day between 2000 and 2099."),
    }

    def to_python(self, value):
        text = str(value).strip() if value else ""
        if not text:
            return None
        if len(text) > MAX_NUMBER_LENGTH:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            # Without a zone: it is the time at the event's own place, which clean() knows.
            moment = read_moment(text)
        except UnreadableDate:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if 2000 <= moment.year <= 2099:
            return moment
        raise ValidationError(self.error_messages["bounds"], code="bounds")

    def widget_attrs(self, widget):
        return {"min": "2000-01-01T00:00", "max": "2099-12-31T23:59"}


class LinksField(forms.CharField):
    """Web addresses, one a line; clean() returns a list."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        """Accept what a JSON model field passes; here the list is typed as text."""
        kwargs["show_hidden_initial"] = False
        super().__init__(**({"max_length": MAX_LINKS_LENGTH} | kwargs))

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        refuse_far_too_long(value, self.max_length)
        stripped = (strip_invisible(line).strip() for line in super().clean(value).splitlines())
        lines = [line for line in stripped if line]
        if len(lines) > MAX_LINKS:
            raise ValidationError(_("At most ten links, please."), code="too_many")
        for line in lines:
            try:
                _is_url(line)
            except ValidationError:
                raise ValidationError(
                    _("“%(link)s” is no web address; it begins with https://."),
                    code="invalid",
                    params={"link": line[:80]},
                )
        return list(dict.fromkeys(lines))
