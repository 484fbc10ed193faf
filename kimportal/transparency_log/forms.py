import re

from django import forms
from django.utils.translation import gettext_lazy as _


class SubjectForm(forms.Form):
    """Search the log by the code of a material or the address of a KIM."""

    q = forms.CharField(label=_("Code of a material, or address of a KIM"), max_length=200)

    def clean_q(self) -> str:
        """Return K7PM3XQ9 for a code in any notation, else the last part of an address."""
        typed = self.cleaned_data["q"].strip().rstrip("/").rpartition("/")[2]
        code = re.sub(r"[\s-]", "", typed).upper()
        return code if re.fullmatch(r"[0-9A-Z]{8}", code) else typed.lower()
