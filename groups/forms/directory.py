from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Level
from groups.pickers import RegionField
from kimportal.fields import LineField


class DirectoryForm(forms.Form):
    q = LineField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("Name of the KIM, village or district."),
    )
    wilayah = RegionField(label=_("Region"), levels=list(Level), required=False)
