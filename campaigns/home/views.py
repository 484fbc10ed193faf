from django.utils import timezone
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
    """The village notice board: what this is, and the shortest way to everything on it."""

    template_name = "campaigns/home/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            pillars=Pillar.objects.all(),
            campaign=Campaign.objects.live().with_election().foremost(),
            materials=Material.objects.listed().newest_first().for_cards()[:NEWEST],
            events=newest_events(),
            **figures(),
            data=site_data(),
            **kwargs,
        )


def figures():
    """The country's stored counts, and when the last decision changed one of them."""
    kim = RegionStats.objects.filter(region_code="").first()
    tally = EventStats.objects.whole().of(None).at("").first()
    return {
        "kim": kim or RegionStats(),
        "tally": tally or EventStats(),
        "changed_at": last_change(kim, tally),
    }


def newest_events():
    """The next events, then the latest."""
    now = timezone.now()
    rows = OutreachEvent.objects.live().for_entries()
    events = [*rows.upcoming(now)[:UPCOMING], *rows.past(now)[:PAST]]
    return prefetch_list_items(events)
