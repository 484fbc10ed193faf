"""Checks for unusual reports: a warning for the member, a flag for the reviewer, no refusal."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from groups.regions.models import Level, lies_in
from kimportal.moderation.states import State

#: Largest usual attendance by setting; an estimate of what such a place holds.
USUAL = {
    "pos-ronda": 60,
    "posyandu": 150,
    "pkk": 200,
    "karang-taruna": 300,
    "rembug-warga": 500,
    "grup-whatsapp": 1024,
    "rumah-ibadah": 2000,
    "sekolah": 2000,
    "pasar": 2000,
}
USUAL_ELSEWHERE = 5000
#: Largest usual attendance by level: a village has 3,400 inhabitants on average
#: (84,000 villages and kelurahan, 285 million people).
USUAL_IN = {
    Level.VILLAGE: 2000,
    Level.DISTRICT: 5000,
    Level.REGENCY: 20_000,
    Level.PROVINCE: 50_000,
}
IN_PERSON = {"in_person", "hybrid"}
LONG = timedelta(hours=12)
LATE, FAR = timedelta(days=60), timedelta(days=366)


def usual_for(setting, region, mode):
    """Return [(label, largest usual attendance)] of the setting, and of the level if in person."""
    has_figure = setting and setting.slug in USUAL
    usual = [(str(setting), USUAL[setting.slug])] if has_figure else []
    if mode in IN_PERSON:
        usual.append((str(Level(region.level).label), USUAL_IN[region.level]))
    return usual or [(_("any other kind of place"), USUAL_ELSEWHERE)]


def most_usual(setting, region, mode):
    """Return the attendance above which a report is flagged."""
    return min(most for _of, most in usual_for(setting, region, mode))


def usual_range(event, values=None):
    """Return the usual attendance as a sentence for the reviewer."""
    event_with_values = _EventWithValues(event, values or {})
    ranges = [
        _("%(place)s: 1–%(most)s") % {"place": of, "most": number_format(most, force_grouping=True)}
        for of, most in usual_for(
            event_with_values.setting, event_with_values.region, event_with_values.mode
        )
    ]
    return _("Usual numbers: %(ranges)s.") % {"ranges": "; ".join(ranges)}


def flags_of(event, values=None):
    """Return the flags of the event, or of the event with the proposed values."""
    event_with_values = _EventWithValues(event, values or {})
    flags = [flag for flag, _sentence in _unusual(event_with_values)]
    return [*flags, "duplicate"] if event_with_values.has_duplicate else flags


def warnings_of(event, values=None):
    """Return the warnings as sentences for the member."""
    return [
        sentence for _flag, sentence in _unusual(_EventWithValues(event, values or {})) if sentence
    ]


class _EventWithValues:
    """The event as it would be with the proposed values."""

    def __init__(self, event, values):
        self.event = event
        self.people = values.get("attendance", event.attendance) or 0
        self.mode = values.get("mode", event.mode)
        self.setting, self.campaign, self.region = (
            _row(event, name, values) for name in ("setting", "campaign", "region")
        )
        self.starts = _moment(values.get("starts"), event.starts)
        self.ends = _moment(values.get("ends"), event.ends)
        #: Keys of the photos it would show; None if they do not change.
        self.photos = [key for key, _c in values["photos"]] if "photos" in values else None
        self.is_report = bool(values.get("reported_at") or event.reported_at)

    @property
    def day(self):
        """The day it begins, in the time zone of its place."""
        return self.starts.astimezone(ZoneInfo(self.region.timezone)).date()

    @property
    def is_outside(self):
        """Whether it takes place elsewhere than in the district of its KIM, or in a wider place."""
        home = self.event.group.region
        return home is not None and not lies_in(self.region.code, home.district.code)

    @property
    def is_quiet(self):
        today = timezone.localdate(timezone=ZoneInfo(self.region.timezone))
        return bool(
            self.campaign and (self.campaign.is_quiet(self.day) or self.campaign.is_quiet(today))
        )

    @property
    def has_duplicate(self):
        """Whether the same KIM submitted another event of the same day and place."""
        event = self.event
        same = {"group": event.group, "region": self.region, "starts": self.starts}
        others = type(event).objects.same_gathering(**same).exclude(pk=event.pk)
        return others.exclude(state=State.DRAFT).exists()


def _row(event, name, values):
    if values.get(name, getattr(event, f"{name}_id")) == getattr(event, f"{name}_id"):
        return getattr(event, name)
    return event._meta.get_field(name).related_model.objects.filter(pk=values[name]).first()


def _moment(text, otherwise):
    return parse_datetime(text) if text else otherwise


def _unusual(event_with_values):
    people, cap = (
        event_with_values.people,
        event_with_values.campaign and event_with_values.campaign.head_count_cap,
    )
    if event_with_values.is_outside:
        yield "outside_district", ""
    if people > most_usual(
        event_with_values.setting, event_with_values.region, event_with_values.mode
    ):
        yield (
            "unusual_number",
            _("%(people)s people at this kind of place? Please check once more.")
            % {"people": number_format(people, force_grouping=True)},
        )
    if cap and people > cap and event_with_values.mode in IN_PERSON:
        yield (
            "over_head_count",
            _("The programme's health rules ask for at most %(cap)s people in one place.")
            % {"cap": number_format(cap, force_grouping=True)},
        )
    yield from _unusual_times(event_with_values)
    if event_with_values.is_quiet:
        yield "quiet_period", ""
    if event_with_values.event.photos.lacking_consent(event_with_values.photos).exists():
        yield (
            "missing_consent",
            _("Nobody has ticked that those on every photo agree; such photos stay unpublished."),
        )


def _unusual_times(event_with_values):
    founded = event_with_values.event.group.founded
    if event_with_values.ends - event_with_values.starts > LONG:
        yield "long_event", _("More than twelve hours long? Please check the times once more.")
    if founded and event_with_values.day < founded:
        yield "before_group", _("That is before your KIM was founded. Please check the date.")
    if event_with_values.starts - timezone.now() > FAR:
        yield "far_ahead", _("More than a year ahead? Please check the year once more.")
    if event_with_values.is_report and timezone.now() - event_with_values.starts > LATE:
        yield "late_report", ""
