from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.verification import codes


class WordsForm(forms.Form):
    kata = forms.CharField(
        label=_("A sentence from the poster"),
        help_text=_("No code on it? Type some of its words as they stand there."),
        max_length=200,
    )


class CodeForm(forms.Form):
    kode = forms.CharField(
        label=_("Code on the poster"),
        help_text=_(
            "Eight letters and digits, for example K7PM-3XQ9. Spaces and dashes don't matter."
        ),
        max_length=codes.MAX_INPUT_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
