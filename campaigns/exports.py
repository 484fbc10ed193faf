"""Export of events for staff, with the numbers as reported."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from campaigns.events.models.event import OutreachEvent
from campaigns.events.reported_fields import export_columns
from kimportal.exports.export import Export, person_of, state_label


def programme(event):
    return event.campaign.slug if event.campaign else ""


EVENTS = Export(
    name="kegiatan",
    moment="starts",
    rows=OutreachEvent.objects.select_related("group", "region", "campaign", "submitted_by"),
    columns=(
        (_("key"), attrgetter("pk")),
        (_("title"), attrgetter("title")),
        (_("state"), state_label),
        (_("since"), attrgetter("state_since")),
        (_("KIM"), attrgetter("group.name")),
        (_("programme"), programme),
        (_("how"), attrgetter("mode")),
        (_("region code"), attrgetter("region_id")),
        (_("region"), attrgetter("region.path")),
        (_("venue"), attrgetter("venue")),
        (_("starts"), attrgetter("starts")),
        (_("ends"), attrgetter("ends")),
        *export_columns(free_text=False),
    ),
    personal=(
        *export_columns(free_text=True),
        (_("submitted by"), person_of("submitted_by", "name")),
    ),
)
