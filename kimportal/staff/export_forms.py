from django import forms
from django.utils.dateparse import parse_date
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.exports.filters import ExportSelection
from kimportal.moderation.states import SEEN_BY_STAFF, State
from kimportal.ui.fields import DayField
from kimportal.ui.template_tags import day


class ExportFilterForm(forms.Form):
    """Which part of a table is taken away; kept in the address."""

    keadaan = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Every state")), *SEEN_BY_STAFF],
        help_text=gettext_lazy("Decisions have none; all of them are taken."),
    )
    dari = DayField(label=gettext_lazy("From"), required=False)
    sampai = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy(
            "For events the day they took place, for KIM the day of their present state."
        ),
    )
    #: field → what a Piece calls it
    NAMES = {"wilayah": "region", "keadaan": "state", "dari": "since", "sampai": "until"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # By name, since places belong to the floor above.
        region = import_string("groups.regions.widgets.RegionField")
        self.fields["wilayah"] = region(required=False, label=gettext_lazy("Region"))
        self.order_fields(["wilayah"])

    def piece(self):
        """What was asked for; what cannot be read is not asked for."""
        self.is_valid()
        told = {name: self.cleaned_data.get(field) for field, name in self.NAMES.items()}
        return ExportSelection(
            **{name: str(getattr(value, "pk", value)) for name, value in told.items() if value}
        )

    @property
    def query(self):
        """The filter as it was understood, for the addresses of what follows."""
        told = self.piece().filters
        only = self.data.copy()
        only.clear()
        only.update({field: told[name] for field, name in self.NAMES.items() if name in told})
        return only.urlencode()

    @property
    def active(self):
        return len(self.piece().filters)

    @staticmethod
    def words(job, places):
        """What a job was narrowed to, as people read it."""
        told = dict(job.filters)
        words = [
            str(places.get(told.get("region"), "")),
            str(State(told["state"]).label) if "state" in told else "",
        ]
        for name, text in (("since", _("from %s")), ("until", _("until %s"))):
            if name in told:
                words.append(text % day(parse_date(told[name])))
        return ", ".join(word for word in words if word)
