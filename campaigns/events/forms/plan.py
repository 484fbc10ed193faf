from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import Campaign
from campaigns.events.forms.fields import LocalMomentField
from campaigns.events.forms.shared import NeutralityDeclaration, ReviewFeedback, ValuesForm
from campaigns.events.models.event import EARLIEST, PLAN_FIELDS, OutreachEvent
from campaigns.events.repetition import LONGEST, Repeat, repetitions
from campaigns.events.similar_events import is_near
from campaigns.materials.models.material import Material
from groups.regions.models import Level
from groups.regions.widgets import ChoosesRegion, RegionField
from kimportal.ui.fields import DayField, SingleLineField, SmallModelMultipleChoiceField, WebField

MAX_MATERIALS = 20
#: Events of a KIM on one day that are looked through for the same one.
MAX_A_DAY = 50
USUAL_LENGTH = timedelta(hours=2)


class PlanForm(ChoosesRegion, ReviewFeedback, NeutralityDeclaration, ValuesForm):
    """Title, time, place and topics: the first half of an event's record."""

    region = RegionField(levels=Level, label=_("Region"))
    materials = SmallModelMultipleChoiceField(
        Material.objects.none(),
        label=_("Materials to bring"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    repeat = forms.ChoiceField(label=_("Does it repeat?"), choices=Repeat, required=False)
    repeat_until = DayField(
        label=_("Until"),
        required=False,
        help_text=_("At most half a year ahead. Each time becomes an event of its own."),
    )
    is_another = forms.BooleanField(label=_("No, this is another event"), required=False)

    class Meta:
        model = OutreachEvent
        fields = (
            *("neutrality", "group", "title", "starts", "ends", "mode", "setting", "region"),
            *("venue", "link", "campaign", "pillars", "materials", "is_another"),
            *("repeat", "repeat_until"),
        )
        field_classes = {
            "title": SingleLineField,
            "starts": LocalMomentField,
            "ends": LocalMomentField,
            "venue": SingleLineField,
            "link": WebField,
            "pillars": SmallModelMultipleChoiceField,
        }
        widgets = {
            "starts": LocalMomentField.widget,
            "ends": LocalMomentField.widget,
            "pillars": forms.CheckboxSelectMultiple,
        }
        # Where the form asks a question instead of naming the field.
        labels = {
            "title": _("What is it called?"),
            "starts": _("Begins"),
            "ends": _("Ends"),
            "mode": _("In person or online?"),
            "setting": _("Kind of place"),
            "link": _("Link to take part"),
        }

    def __init__(self, *args, groups, event=None, **kwargs):
        self.event, self.duplicates = event, []
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups
        self.fields["group"].empty_label = None
        self.fields["ends"].required = False
        self.fields["setting"].empty_label = _("Choose …")
        self.fields["campaign"].queryset = Campaign.objects.live()
        self.fields["campaign"].empty_label = _("None")
        self.fields["materials"].queryset = self._materials()
        if event or len(groups) == 1:
            self.only_group = event.group if event else groups[0]
            del self.fields["group"]
        if event:
            del self.fields["repeat"], self.fields["repeat_until"]
        if event is None or (event.is_editable and event.state == "draft"):
            del self.fields["neutrality"]

    @property
    def has_more(self):
        """Whether the collapsed part of the form has a value, an error or a reason."""
        return self.stands_out("setting", "pillars", "repeat", "repeat_until") or bool(
            {"campaign"} & {*self.errors, self.reason_at}
        )

    @property
    def has_materials(self):
        return self.stands_out("materials")

    def _materials(self):
        """Return the newest materials and those chosen already."""
        newest = list(
            Material.objects.listed().newest_first().values_list("pk", flat=True)[:MAX_MATERIALS]
        )
        chosen = list(self.event.materials.values_list("pk", flat=True)) if self.event else []
        return Material.objects.filter(pk__in=[*newest, *chosen]).newest_first()

    def clean(self):
        data = super().clean()
        data.setdefault("group", getattr(self, "only_group", None))
        if not data.get("region"):
            return data
        zone = ZoneInfo(data["region"].timezone)
        for name in ("starts", "ends"):
            if data.get(name):
                data[name] = data[name].replace(tzinfo=zone).astimezone(UTC)
        if data.get("starts"):
            self._check_times(data)
        if data.get("repeat") and data.get("starts") and "repeat_until" not in self.errors:
            self._check_repetition(data["starts"].astimezone(zone).date(), data)
        return data

    def _check_repetition(self, first, data):
        until = data.get("repeat_until")
        if until is None:
            self.add_error("repeat_until", _("Say until when it repeats."))
        elif until > first + LONGEST:
            self.add_error("repeat_until", _("At most half a year ahead; plan the rest later."))
        elif not repetitions(first, data["repeat"], until):
            self.add_error("repeat_until", _("Until then it does not repeat even once."))

    def repeated_values(self):
        """Return the plain values of each repetition after the first event."""
        data = self.cleaned_data
        if not data.get("repeat"):
            return []
        zone = ZoneInfo(data["region"].timezone)
        starts = data["starts"].astimezone(zone)
        length = data["ends"] - data["starts"]
        days = repetitions(starts.date(), data["repeat"], data["repeat_until"])
        times = [datetime.combine(day, starts.timetz()).astimezone(UTC) for day in days]
        return [
            self.values() | {"starts": start.isoformat(), "ends": (start + length).isoformat()}
            for start in times
        ]

    def _check_times(self, data):
        starts = data["starts"]
        if data.get("ends") is None and "ends" not in self.errors:
            data["ends"] = starts + USUAL_LENGTH
        if starts < EARLIEST:  # the first hours of 2000, east of Greenwich
            self.add_error("starts", LocalMomentField.default_error_messages["bounds"])
        elif data.get("ends") and data["ends"] < starts:
            self.add_error("ends", _("It cannot end before it begins. Please check both times."))
        elif self.event:
            self._check_report(starts)
        elif data["group"] and not data.get("is_another"):
            self._check_duplicates(data)

    def _check_report(self, starts):
        """Refuse a start in the future once the event is reported."""
        reported = self.event.values_with_changes(["reported_at"])["reported_at"]
        if reported and starts > timezone.now():
            self.add_error(
                "starts", _("It has been reported already, so it cannot lie in the future.")
            )

    def _check_duplicates(self, data):
        """Ask about events of the same KIM and day, near in time or place: perhaps it is begun."""
        same = {name: data[name] for name in ("group", "region", "starts")}
        others = OutreachEvent.objects.same_gathering(**same).select_related("begun_by")
        near = {
            "starts": data["starts"],
            "ends": data.get("ends") or data["starts"],
            "venue": data.get("venue", ""),
        }
        self.duplicates = [event for event in others[:MAX_A_DAY] if is_near(event, **near)][:5]
        if self.duplicates:
            self.add_error(
                "is_another",
                _("Your KIM already has an event near this hour or place; see above."),
            )

    def values(self):
        """Return the cleaned plan as an event's plain values."""
        data = self.cleaned_data
        copies = (
            {m.material_id: m.copies for m in self.event.handed_out.all()} if self.event else {}
        )
        return {
            **{name: data[name] for name in ("title", "mode", "venue", "link")},
            **{
                name: data[name].pk if data[name] else None
                for name in ("campaign", "setting", "region")
            },
            **{name: data[name].isoformat() for name in ("starts", "ends")},
            "pillars": sorted(pillar.pk for pillar in data["pillars"]),
            "materials": [[m.pk, copies.get(m.pk)] for m in data["materials"]],
        }


def plan_initial(values, zone):
    """Return an event's values as the form's initial data, in the time zone of the place."""
    initial = {name: values[name] for name in PLAN_FIELDS if name in values}
    for name in ("starts", "ends"):
        initial[name] = to_local(values[name], zone)
    initial["materials"] = [material for material, _copies in values["materials"]]
    return initial


def to_local(text, zone):
    return (
        OutreachEvent._meta.get_field("starts")
        .to_python(text)
        .astimezone(ZoneInfo(zone))
        .replace(tzinfo=None)
    )
