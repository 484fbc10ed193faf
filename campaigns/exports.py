"""Export of events for staff, with the numbers as reported."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from campaigns.events.models.event import OutreachEvent
from kimportal.exports.export import Export, person_of, state_word


def programme(event):
    return event.campaign.slug if event.campaign else ""


EVENTS = Export(
    name="kegiatan",
    moment="starts",
    rows=OutreachEvent.objects.select_related("group", "region", "campaign", "submitted_by"),
    columns=(
        (_("key"), attrgetter("pk")),
        (_("title"), attrgetter("title")),
        (_("state"), state_word),
        (_("since"), attrgetter("state_since")),
        (_("KIM"), attrgetter("group.name")),
        (_("programme"), programme),
        (_("how"), attrgetter("mode")),
        (_("region code"), attrgetter("region_id")),
        (_("region"), attrgetter("region.path")),
        (_("venue"), attrgetter("venue")),
        (_("starts"), attrgetter("starts")),
        (_("ends"), attrgetter("ends")),
        (_("reported"), attrgetter("reported_at")),
        (_("people present"), attrgetter("attendance")),
        (_("men"), attrgetter("men")),
        (_("women"), attrgetter("women")),
        (_("first-time voters"), attrgetter("first_time_voters")),
        (_("people with a disability"), attrgetter("with_disability")),
    ),
    personal=(
        (_("what happened"), attrgetter("story")),
        (_("questions and rumours heard"), attrgetter("questions")),
        (_("follow-up"), attrgetter("follow_up")),
        (_("submitted by"), person_of("submitted_by", "name")),
    ),
)
