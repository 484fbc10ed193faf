"""What makes a report unusual: never a refusal, a word to the member and a flag to the reviewer."""

from datetime import timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.translation import gettext as _

#: More people than such a place holds, by setting; DOMAIN.md names the settings, not the figures.
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
IN_PERSON = {"in_person", "hybrid"}
LONG = timedelta(hours=12)
LATE = timedelta(days=60)


def usual_for(setting):
    return USUAL.get(setting.slug if setting else "", USUAL_ELSEWHERE)


def flags_of(event, values=None):
    """Words for `Reviewed.flags`; `values` are those proposed, else the event's own."""
    return [flag for flag, _sentence in _unusual(_Look(event, values or {}))]


def warnings_of(event, values=None):
    """The same as sentences for the member who sends it."""
    return [sentence for _flag, sentence in _unusual(_Look(event, values or {})) if sentence]


class _Look:
    """The event as it would be with the values on."""

    def __init__(self, event, values):
        self.event = event
        self.attendance = values.get("attendance", event.attendance)
        self.mode = values.get("mode", event.mode)
        self.starts = _moment(values.get("starts"), event.starts)
        self.ends = _moment(values.get("ends"), event.ends)
        self.is_report = bool(values.get("reported_at") or event.reported_at)


def _moment(text, otherwise):
    return parse_datetime(text) if text else otherwise


def _unusual(look):
    event, people = look.event, look.attendance or 0
    cap = event.campaign.head_count_cap if event.campaign_id else None
    if people > usual_for(event.setting):
        yield (
            "unusual_number",
            _("%(people)s people at this kind of place? Please check once more.")
            % {"people": number_format(people, force_grouping=True)},
        )
    if cap and people > cap and look.mode in IN_PERSON:
        yield (
            "over_head_count",
            _("The programme's health rules ask for at most %(cap)s people in one place.")
            % {"cap": number_format(cap, force_grouping=True)},
        )
    if look.ends - look.starts > LONG:
        yield "long_event", _("More than twelve hours long? Please check the times once more.")
    founded = event.group.founded
    if founded and look.starts.date() < founded:
        yield "before_group", _("That is before your KIM was founded. Please check the date.")
    if look.is_report and timezone.now() - look.starts > LATE:
        yield "late_report", ""
    if event.is_quiet:
        yield "quiet_period", ""
