from django.views.generic import TemplateView

from campaigns.coverage.coverage import last_change
from campaigns.coverage.models import EventStats
from campaigns.elections.models import Campaign, Pillar
from campaigns.events.models.event import OutreachEvent
from campaigns.events.views.public import prefetch_list_items
from campaigns.materials.models.material import Material
from campaigns.open_data.json_ld import site_data
from groups.regions.models import RegionStats
from kimportal.web.views import PublicPage

NEWEST = 4
UPCOMING, PAST = 2, 3


class Home(PublicPage, TemplateView):
    """Home page."""

    template_name = "campaigns/home/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            pillars=Pillar.objects.all(),
            campaign=Campaign.objects.live().with_election().featured(),
            materials=Material.objects.listed().newest_first().for_cards()[:NEWEST],
            **newest_events(),
            **statistics(),
            data=site_data(),
            **kwargs,
        )


def statistics():
    """Return the national statistics and when they last changed."""
    region_stats = RegionStats.objects.filter(region_code="").first()
    event_stats = EventStats.objects.whole().of(None).at("").first()
    return {
        "region_stats": region_stats or RegionStats(),
        "event_stats": event_stats or EventStats(),
        "changed_at": last_change(region_stats, event_stats),
    }


def newest_events():
    """Return {"coming": …, "held": …} events."""
    events = OutreachEvent.objects.live().for_entries().by_time(UPCOMING, PAST)
    prefetch_list_items([*events["coming"], *events["held"]])
    return events
