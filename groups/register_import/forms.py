from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.register_import import spreadsheet
from groups.register_import.column_matching import FIELDS, NEEDED, guess


class RegisterForm(forms.Form):
    """A file; clean gives what it says."""

    file = forms.FileField(
        label=_("Register (XLSX or CSV)"),
        help_text=_("At most 5 MB and 5,000 rows; the first sheet is read."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        self.sheet = spreadsheet.read(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class MatchingForm(forms.Form):
    """For each thing a register may tell, the column that tells it."""

    def __init__(self, *args, register, **kwargs):
        guessed = register.matching or guess(register.head, register.remembered)
        super().__init__(*args, **kwargs | {"initial": guessed})
        columns = [(n, word) for n, word in enumerate(register.head) if word]
        for name, (label, _words) in FIELDS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=[("", _("— not in this file —")), *columns],
                coerce=int,
                empty_value=None,
                required=name in NEEDED,
            )

    def clean(self):
        cleaned = super().clean()
        used = [column for column in cleaned.values() if column is not None]
        if len(set(used)) < len(used):
            raise ValidationError(_("Each column can tell one thing only."))
        if not any(cleaned.get(name) is not None for name in ("code", "village", "district")):
            raise ValidationError(_("Name the column with the village, the district or the code."))
        return cleaned

    @property
    def matching(self):
        return {name: column for name, column in self.cleaned_data.items() if column is not None}
