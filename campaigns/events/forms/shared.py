"""What the forms of an event share."""

import hashlib
from uuid import uuid4

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

#: What does not belong to the content: tokens, and how the form was opened.
ASIDE = {"csrfmiddlewaretoken", "key", "form", "whose"}


def content_digest(data, files):
    """SHA-256 over everything that was typed and every byte of every file, in a fixed order."""
    sum_ = hashlib.sha256()
    for name in sorted(set(data) - ASIDE):
        for text in data.getlist(name):
            sum_.update(f"{name}\0{len(text)}\0{text}\0".encode("utf-8", "surrogatepass"))
    for name in sorted(files):
        for file in files.getlist(name):
            file.seek(0)
            sum_.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\0".encode())
            file.seek(0)
    return sum_.hexdigest()


class KeyForm(forms.Form):
    """The key made when the form was opened; one that cannot be read counts as a new one."""

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


class NeutralForm(NeutralityDeclaration):
    """All that a plan needs to be sent in."""


class ReviewFeedback:
    """A returned event's reason stands beside the field it is about."""

    reason_at = ""  # the field's name; its part of the form must not stay folded

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
        """Whether one of these fields holds something, is wrong, or is what the reason is about."""
        names = [name for name in names if name in self.fields]
        filled = any(self[name].value() not in (None, "", [], False) for name in names)
        return filled or self.reason_at in names or any(name in self.errors for name in names)
