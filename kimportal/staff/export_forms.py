from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.exports.filters import ExportSelection
from kimportal.moderation.states import STATES_SEEN_BY_STAFF, State
from kimportal.staff.region_field import region_field
from kimportal.ui.fields import DayField
from kimportal.ui.template_tags import day

if TYPE_CHECKING:
    from kimportal.exports.models import ExportJob


class ExportFilterForm(forms.Form):
    """The part of a table to export; its state is in the URL."""

    keadaan = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Every state")), *STATES_SEEN_BY_STAFF],
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
    #: Field → name in ExportSelection.
    SELECTION_NAMES = {"wilayah": "region", "keadaan": "state", "dari": "since", "sampai": "until"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wilayah"] = region_field(required=False, label=gettext_lazy("Region"))
        self.order_fields(["wilayah"])

    def selection(self) -> ExportSelection:
        """Return the selection; an unreadable parameter selects everything."""
        self.is_valid()
        region = self.cleaned_data.get("wilayah")
        values = self.cleaned_data | {"wilayah": region.pk if region else ""}
        return ExportSelection(
            **{
                name: str(values[field])
                for field, name in self.SELECTION_NAMES.items()
                if values.get(field)
            }
        )

    @property
    def query(self) -> str:
        """The filter as it was understood, as a query string."""
        values = self.selection().filters
        data: Any = self.data
        query = data.copy()
        query.clear()
        query.update(
            {field: values[name] for field, name in self.SELECTION_NAMES.items() if name in values}
        )
        return query.urlencode()

    @property
    def active(self) -> int:
        return len(self.selection().filters)

    @staticmethod
    def describe(job: "ExportJob", regions: dict[str, Any]) -> str:
        """Return the selection of a job as text; `regions` is {code: region}."""
        values: dict[str, Any] = dict(job.filters)
        parts = [
            str(regions.get(values.get("region", ""), "")),
            str(State(values["state"]).label) if "state" in values else "",
        ]
        for name, text in (("since", _("from %s")), ("until", _("until %s"))):
            if name in values:
                parts.append(text % day(parse_date(values[name])))
        return ", ".join(part for part in parts if part)
