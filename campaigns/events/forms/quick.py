"""Plan and report in one form, for an event that has taken place.

The rules are those of PlanForm and ReportForm, which read the same fields; only the moment is
asked for in a shorter way.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.events.forms.plan import PlanForm
from campaigns.events.forms.report import MAX_STORED, ReportForm
from campaigns.events.models.event import Mode, OutreachEvent
from campaigns.events.models.photo import EventPhoto
from kimportal.ui.fields import is_key

OTHER_DAY = "other"


class DayField(forms.ChoiceField):
    """Today, yesterday or another day.

    The choices are dates, not names: a form that was opened yesterday, or waited on a phone without
    signal, still means the day it showed.
    """

    default_error_messages = {"required": _("On which day was it?")}

    def valid_value(self, value):
        return super().valid_value(value) or parse_day(value) is not None


def parse_day(text):
    try:
        return parse_date(str(text))
    except ValueError:  # a day that no calendar has
        return None


class MomentForm(forms.Form):
    """The day and the hour at which the event began, in the time of its place."""

    day = DayField(label=_("When was it?"), widget=forms.RadioSelect)
    other_day = forms.DateField(
        label=_("Another day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    time = forms.TimeField(
        label=_("Around what time did it begin?"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        error_messages={"invalid": _("Write the time like 19:30.")},
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [
            (str(today), named_day(_("Today"), today)),
            (str(today - timedelta(days=1)), named_day(_("Yesterday"), today - timedelta(days=1))),
            (OTHER_DAY, _("Another day")),
        ]

    def clean(self):
        data = super().clean()
        is_missing = not data.get("other_day") and "other_day" not in self.errors
        if data.get("day") == OTHER_DAY and is_missing:
            self.add_error("other_day", DayField.default_error_messages["required"])
        return data

    @property
    def starts(self):
        """The moment as PlanForm's own field is typed, or "" while something is wrong."""
        if not self.is_valid():
            return ""
        data = self.cleaned_data
        day = data["other_day"] if data["day"] == OTHER_DAY else parse_day(data["day"])
        return f"{day}T{data['time']:%H:%M}"


def named_day(name, day):
    # Translators: a name and a date, such as: Today, Thursday 26 November
    return format_lazy(_("{name}, {date}"), name=name, date=date_format(day, "l j F"))


class QuickReportForm(ReportForm):
    """The report of an event that has no row yet."""

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def _find_photos(self, stored):
        """Return the photos that were stored with this unsent form."""
        keys = [*stored, *(self.data.getlist("kept") if self.is_bound else [])]
        keys = [int(key) for key in keys[:MAX_STORED] if is_key(key)]
        return list(EventPhoto.objects.unsent_by(self.person).filter(pk__in=keys))


class QuickForm:
    """The three forms as one: `moment`, `plan` and `report`."""

    def __init__(
        self, data=None, files=None, *, groups, person, initial=None, programme=None, stored=()
    ):
        initial = initial or {}
        self.today = timezone.localdate(timezone=ZoneInfo(groups[0].region.timezone))
        self.moment = MomentForm(data, initial={"day": self.today} | initial, today=self.today)
        self.plan = PlanForm(self._plan_data(data), groups=groups, initial=initial)
        self.is_bound = data is not None
        if self.is_bound:
            self.plan.is_valid()
        planned = self.plan.cleaned_data if self.is_bound else {}
        self.group = planned.get("group") or groups[0]
        #: What the plan says, not saved: ReportForm asks it for place, time and programme.
        self.event = OutreachEvent(
            group=self.group,
            begun_by=person,
            region=planned.get("region") or self.group.region,
            mode=planned.get("mode") or initial.get("mode") or Mode.IN_PERSON,
            setting=planned.get("setting"),
            campaign=planned.get("campaign") if self.is_bound else programme,
            starts=planned.get("starts") or timezone.now(),
        )
        self.report = QuickReportForm(
            data, files, event=self.event, person=person, initial=initial, stored=stored
        )

    def _plan_data(self, data):
        if data is None:
            return None
        data = data.copy()
        data["starts"] = self.moment.starts
        return data

    @property
    def forms(self):
        return self.moment, self.plan, self.report

    @cached_property
    def fields(self):
        """All fields by name, in the order of the page."""
        return {name: field for form in self.forms for name, field in form.fields.items()}

    @property
    def asks(self):
        """Whether somebody chose a region step by step: nothing is wrong, more is needed."""
        return self.plan.asks

    def is_valid(self):
        return self.is_bound and not self.errors

    @cached_property
    def errors(self):
        """The errors of the three forms by field; those of the moment stand at its own fields."""
        errors = {}
        for form in [self.plan] if self.asks else self.forms:
            for name, texts in form.errors.items():
                if name == "starts":
                    if self.moment.errors:
                        continue
                    self.moment.add_error("time", list(texts))
                    name = "time"
                errors.setdefault(name, []).extend(texts)
        return errors

    def non_field_errors(self):
        return self.errors.get(NON_FIELD_ERRORS, [])

    def __iter__(self):
        shown = [bound for form in self.forms for bound in form]
        return iter([bound for bound in shown if bound.name != "starts"])

    @property
    def duplicates(self):
        return self.plan.duplicates

    @property
    def has_place(self):
        """Whether the collapsed part with place and programme must stand open."""
        return (
            self.plan.has_more
            or self.plan.stands_out("venue", "link")
            or bool({"region", "mode"} & {*self.plan.errors})
        )

    @property
    def has_other_day(self):
        return self.moment["day"].value() == OTHER_DAY or "other_day" in self.moment.errors
