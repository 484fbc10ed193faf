from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import Campaign
from groups.regions.models import Level
from kimportal.ui.fields import SlugChoiceField


class CoverageForm(forms.Form):
    """Choose a programme; empty means all programmes together."""

    program = SlugChoiceField(
        Campaign.objects.none(),
        label=_("Programme"),
        empty_label=_("All programmes together"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Campaign.objects.live().select_related("election")


class CoverageRowsForm(CoverageForm):
    """Choose a programme and, for the whole country, the level of the rows."""

    tingkat = forms.TypedChoiceField(
        choices=[(level.value, level.label) for level in (Level.PROVINCE, Level.REGENCY)],
        coerce=int,
        empty_value=None,
        required=False,
    )


class PlaceSearchForm(forms.Form):
    q = forms.CharField(
        label=_("Find a place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("sukun malang")}),
    )
