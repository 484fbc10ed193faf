from uuid import uuid4

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class KeyForm(forms.Form):
    """The idempotency key made when the form was rendered; an unreadable one counts as new."""

    key = forms.UUIDField(required=False)

    @classmethod
    def read(cls, data):
        form = cls(data)
        return (form.is_valid() and form.cleaned_data["key"]) or uuid4()


class ValuesForm(forms.ModelForm):
    """A ModelForm that returns plain values and never writes to an instance.

    A live event changes only by a change request, which holds plain values (OutreachEvent.send).
    """

    def _post_clean(self):
        """Override Django's, which would write the cleaned data to the instance."""


class NeutralityDeclaration(forms.Form):
    neutrality = forms.BooleanField(
        label=_(
            "This event was neutral: no candidate, party, number, symbol or slogan of a contestant "
            "appeared in it, nor in the photos."
        ),
        error_messages={"required": _("Please confirm that the event was neutral.")},
    )


class WithRepetitions(forms.Form):
    """Asks about the drafts that repeat this one, where there are any."""

    with_repetitions = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args, event, label, **kwargs):
        super().__init__(*args, **kwargs)
        if count := len(event.unsent_repetitions):
            self.fields["with_repetitions"].label = label(count)
        else:
            del self.fields["with_repetitions"]

    @property
    def includes_repetitions(self):
        return bool(self.is_valid() and self.cleaned_data.get("with_repetitions"))


class SubmitForm(NeutralityDeclaration, WithRepetitions):
    """The form with which a plan is submitted unchanged."""

    field_order = ("with_repetitions", "neutrality")

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, event=event, label=self.label_of, **kwargs)

    @staticmethod
    def label_of(count):
        return ngettext(
            "Send the %(count)s repetition, too", "Send all %(count)s repetitions, too", count
        ) % {"count": count}


class DiscardForm(WithRepetitions):
    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, event=event, label=self.label_of, **kwargs)

    @staticmethod
    def label_of(count):
        return ngettext(
            "Throw away the %(count)s repetition, too",
            "Throw away all %(count)s repetitions, too",
            count,
        ) % {"count": count}


class ReviewFeedback:
    """Shows a reviewer's reason beside the field it is about."""

    reason_at = ""  # the field's name; its part of the form must not stay collapsed

    def show_reason(self, field, note):
        self.reason_at = field
        if field in self.fields and note:
            help_text = self.fields[field].help_text
            self.fields[field].help_text = format_html(
                '<strong class="event-reason">{} {}</strong> {}', _("To mend:"), note, help_text
            )
            return True
        return False

    def stands_out(self, *names):
        """Return whether one of these fields has a value, an error or the reviewer's reason."""
        names = [name for name in names if name in self.fields]
        filled = any(self[name].value() not in (None, "", [], False) for name in names)
        return filled or self.reason_at in names or any(name in self.errors for name in names)
