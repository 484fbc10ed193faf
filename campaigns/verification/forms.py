from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    kode = forms.CharField(
        label=_("Code on the poster"),
        help_text=_(
            "Eight letters and digits, for example K7PM-3XQ9. Spaces and dashes don't matter."
        ),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
