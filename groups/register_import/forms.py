from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.register_import import spreadsheet
from groups.register_import.column_matching import FIELDS, REQUIRED, guess


class RegisterForm(forms.Form):
    """Upload of a register; `sheet` is its content after validation."""

    file = forms.FileField(
        label=_("Register (XLSX or CSV)"),
        help_text=_("At most 5 MB and 5,000 rows; the first sheet is read."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        self.sheet = spreadsheet.read(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class MatchingForm(forms.Form):
    """For each field of a register, the column that holds it."""

    def __init__(self, *args, register, **kwargs):
        matching = register.matching or guess(register.head, register.previous_matching)
        super().__init__(*args, **kwargs | {"initial": matching})
        columns = [(n, heading) for n, heading in enumerate(register.head) if heading]
        for name, (label, _terms) in FIELDS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=[("", _("— not in this file —")), *columns],
                coerce=int,
                empty_value=None,
                required=name in REQUIRED,
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
