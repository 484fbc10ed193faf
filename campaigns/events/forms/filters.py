from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import Campaign, Pillar
from campaigns.events.models.event import Mode
from groups.regions.widgets import RegionField
from kimportal.ui.fields import DayField, SingleLineField, SlugChoiceField


class EventFilterForm(forms.Form):
    """Filters of the event list, the feeds and the calendar; an invalid one filters nothing."""

    q = SingleLineField(label=_("Search in events"), required=False, max_length=200)
    wilayah = RegionField(label=_("Region"), required=False)
    program = SlugChoiceField(Campaign.objects.live(), label=_("Programme"))
    pilar = SlugChoiceField(Pillar.objects.all(), label=_("Pillar"))
    mode = forms.ChoiceField(
        label=_("How"), required=False, choices=[("", _("All")), *Mode.choices]
    )
    dari = DayField(label=_("From"), required=False)
    sampai = DayField(label=_("Until"), required=False)

    def apply(self, events):
        """Return the events that match all filters."""
        self.is_valid()
        filters = {
            "q": lambda rows, text: rows.search(text),
            "wilayah": lambda rows, region: rows.within(region),
            "program": lambda rows, campaign: rows.filter(campaign=campaign),
            "pilar": lambda rows, pillar: rows.about(pillar),
            "mode": lambda rows, mode: rows.filter(mode=mode),
            "dari": lambda rows, day: rows.since(day),
            "sampai": lambda rows, day: rows.until(day),
        }
        for name, value in self.cleaned_data.items():
            if value:
                events = filters[name](events, value)
        return events

    @property
    def looks_ahead(self):
        """Whether the filters exclude everything before today."""
        day = self.cleaned_data.get("dari")
        return day is not None and day >= timezone.localdate()

    @property
    def active(self):
        """The number of active filters, without the search text."""
        return sum(bool(value) for name, value in self.cleaned_data.items() if name != "q")
