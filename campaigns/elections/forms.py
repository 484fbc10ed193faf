import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import Campaign, Election, ElectionFact, ElectionKind
from groups.regions.models import Region
from groups.regions.widgets import CODE
from kimportal.ui.fields import DayField, MultiLineField, SingleLineField, WebField

DAYS = "voting_day campaign_starts campaign_ends quiet_starts quiet_ends".split()
MAX_REGIONS = 1000


class CodesField(MultiLineField):
    """Regions by code, separated by commas or lines; on a line the name may follow."""

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return "\n".join(f"{region.code} {region.title}" for region in value)

    def to_python(self, value):
        if isinstance(value, list):
            return value
        parts = re.split(r"[\n,;]+", super().to_python(value) or "")
        codes = [code for part in parts for code in codes_of(part.split())]
        if len(codes) > MAX_REGIONS:
            raise ValidationError(_("These are more than %s regions.") % MAX_REGIONS)
        regions = Region.objects.in_bulk(codes)
        unknown = [code for code in dict.fromkeys(codes) if code not in regions]
        if unknown:
            raise ValidationError(
                _("Not in the official list: %(codes)s") % {"codes": ", ".join(unknown[:10])},
                code="unknown",
            )
        return list(regions.values())

    def has_changed(self, initial, data):
        try:
            return {r.pk for r in self.to_python(data)} != {r.pk for r in initial or []}
        except ValidationError:
            return True


def codes_of(tokens):
    """Return all tokens, or only the first if it is a code and the others are a name."""
    named = tokens and CODE.fullmatch(tokens[0]) and not any(map(CODE.fullmatch, tokens[1:]))
    return tokens[:1] if named else tokens


class ElectionForm(forms.ModelForm):
    voting_day = DayField(label=_("Voting day"), required=False)
    campaign_starts = DayField(label=_("Campaigning starts"), required=False)
    campaign_ends = DayField(label=_("Campaigning ends"), required=False)
    quiet_starts = DayField(label=_("Quiet period starts"), required=False)
    quiet_ends = DayField(label=_("Quiet period ends"), required=False)
    codes = CodesField(
        label=_("Regions voting"),
        required=False,
        help_text=_("Official codes, one on each line; the name may follow: 35.73 Kota Malang"),
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    class Meta:
        model = Election
        fields = ["name", "kind", *DAYS, "regions_complete", "source"]
        field_classes = {"name": SingleLineField, "source": MultiLineField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["codes"] = list(self.instance.regions.order_by("code"))

    def clean(self):
        data = super().clean()
        for first, last in (("campaign_starts", "campaign_ends"), ("quiet_starts", "quiet_ends")):
            if data.get(first) and data.get(last) and data[last] < data[first]:
                self.add_error(last, _("This lies before the first day."))
        everywhere = data.get("kind") == ElectionKind.GENERAL
        if data.get("regions_complete") and data.get("codes") == [] and not everywhere:
            self.add_error("regions_complete", _("No region is on record yet."))
        return data

    def _save_m2m(self):
        super()._save_m2m()
        self.instance.regions.set(self.cleaned_data["codes"])


class ElectionFactForm(forms.ModelForm):
    class Meta:
        model = ElectionFact
        fields = (
            "election label label_en number is_percentage text text_en source source_url order"
        ).split()
        field_classes = {
            "label": SingleLineField,
            "label_en": SingleLineField,
            "text": MultiLineField,
            "text_en": MultiLineField,
            "source": SingleLineField,
            "source_url": WebField,
        }


class CampaignForm(forms.ModelForm):
    starts = DayField(label=_("Starts"))
    ends = DayField(label=_("Ends"), required=False)

    class Meta:
        model = Campaign
        fields = (
            "name slug election summary starts ends pillars health_checklist head_count_cap "
            "turnout_target is_public"
        ).split()
        field_classes = {
            "name": SingleLineField,
            "summary": MultiLineField,
            "health_checklist": MultiLineField,
        }
        help_texts = {"slug": _("The end of its page's address: /program/…")}
        widgets = {"pillars": forms.CheckboxSelectMultiple}

    def clean(self):
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("This lies before the first day."))
        return data
