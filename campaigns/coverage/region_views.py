"""Public pages of regions: list, search and detail."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from campaigns.coverage.coverage import Coverage
from campaigns.coverage.forms import PlaceSearchForm
from campaigns.coverage.models import Dimension, EventStats
from campaigns.coverage.tile_map import by_island
from campaigns.coverage.views import queries, trail
from campaigns.elections.ballots import Ballots
from campaigns.elections.models import Campaign
from campaigns.events.models.event import OutreachEvent
from campaigns.events.views.public import prefetch_list_items
from campaigns.materials.models.material import Material
from campaigns.open_data.json_ld import place_data
from groups.kim.models import Group
from groups.regions.models import Level, Region, RegionStats
from groups.regions.nearby import find_places, nearest_groups
from groups.regions.place_query import BPS_HINT, PlaceQuery
from kimportal.web.views import PublicPage

GROUPS_SHOWN, MATERIALS_SHOWN, ELECTIONS_SHOWN = 6, 6, 3


class RegionList(PublicPage, TemplateView):
    """List the provinces and search all regions."""

    template_name = "campaigns/coverage/region_list.html"

    def get_context_data(self, **kwargs):
        form = PlaceSearchForm(self.request.GET)
        search_text = form.cleaned_data["q"] if form.is_valid() else ""
        return super().get_context_data(
            form=form,
            search_text=search_text,
            results=find_places(search_text) if search_text else [],
            bps_hint=BPS_HINT if PlaceQuery(search_text).is_bps_code else "",
            islands=[] if search_text else by_island(Coverage().places),
            **kwargs,
        )


class RegionDetail(PublicPage, TemplateView):
    """Show a region with its coverage, KIM, events, materials and neighbours."""

    template_name = "campaigns/coverage/region_detail.html"

    @cached_property
    def region(self):
        above = Region.objects.select_related("parent__parent__parent")
        return get_object_or_404(above, pk=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        region, coverage = self.region, Coverage(self.region)
        above = trail(region)
        groups = Group.objects.live().within(region).select_related("region")
        return super().get_context_data(
            region=region,
            trail=above,
            here=coverage.here,
            places=coverage.places,
            groups=groups.order_by("name", "id")[:GROUPS_SHOWN],
            nearest=nearest(region, coverage.here),
            **events_in(region),
            materials=most_used(region),
            neighbours=neighbours(region),
            elections=elections_in(region),
            **queries(region, None),
            changed_at=coverage.here.changed_at,
            data=place_data(region, above),
            may_have_group=region.level >= Level.DISTRICT and not region.valid_to,
            **kwargs,
        )


def elections_in(region):
    """Return [(programme, how this region votes)] of the latest programmes with an election."""
    programmes = Campaign.objects.live().with_election().exclude(election=None)
    latest = list(programmes.order_by("-starts", "pk")[:ELECTIONS_SHOWN])
    ballots = Ballots.of_each([programme.election for programme in latest])
    return [(each, ballots[each.election_id].describe(region)) for each in latest]


def events_in(region):
    """Return {"coming": …, "held": …} events of a region."""
    events = OutreachEvent.objects.live().within(region).for_entries().by_time()
    prefetch_list_items([*events["coming"], *events["held"]])
    return events


def most_used(region):
    """Return [(Material, events)] of the public materials used most often in a region."""
    rows = EventStats.objects.of(None).at(region.code).filter(facet=Dimension.MATERIAL).happened()
    used = {
        int(key): events
        for key, events in rows.order_by("-events", "value").values_list("value", "events")[
            : 2 * MATERIALS_SHOWN
        ]
    }
    materials = Material.objects.live().in_bulk(used) if used else {}
    return [(materials[key], used[key]) for key in used if key in materials][:MATERIALS_SHOWN]


def nearest(region, here):
    """Return the nearest KIM if a village or district has none, else []."""
    return [] if here.groups or region.level < Level.DISTRICT else nearest_groups(region.pk)[:3]


def neighbours(region):
    """Return [(Region, number of KIM)] of its siblings."""
    if region.level == Level.PROVINCE:
        return []
    siblings = list(Region.objects.children_of(region.parent).exclude(pk=region.pk))
    stats = RegionStats.objects.in_bulk([other.pk for other in siblings])
    return [(other, stats[other.pk].groups if other.pk in stats else 0) for other in siblings]
