from django.db.models import Exists, OuterRef
from django.views.generic import DetailView, ListView

from campaigns.elections.ballots import Ballots, are_by_office, by_province, count_by_office
from campaigns.elections.models import Campaign
from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from groups.regions.models import Region
from kimportal.web.views import PublicPage


class CampaignList(PublicPage, ListView):
    template_name = "campaigns/elections/campaign_list.html"
    queryset = Campaign.objects.live().with_election().prefetch_related("pillars")


class CampaignPage(PublicPage, DetailView):
    template_name = "campaigns/elections/campaign_detail.html"
    queryset = Campaign.objects.live().with_election().prefetch_related("pillars")

    def get_context_data(self, **kwargs):
        materials = Material.objects.listed().filter(campaign=self.object)
        events = OutreachEvent.objects.live().filter(campaign=self.object)
        taking_part = Group.objects.live().filter(Exists(events.filter(group=OuterRef("pk"))))
        return super().get_context_data(
            materials=materials.newest_first().for_cards()[:8],
            **events.select_related("group", "region").by_time(),
            groups=taking_part.order_by("name", "id")[:24],
            **self.voting(),
            **kwargs,
        )

    def voting(self):
        """Return where the election takes place: by province if offices are filled, else a list."""
        election = self.object.election
        if election is None:
            return {}
        ballots = Ballots.of(election)
        context = {"ballots": ballots, "facts": election.facts.all()}
        if are_by_office(ballots):
            regions = list(Region.objects.current().filter(level__lte=2).order_by("code"))
            return context | {
                "provinces": by_province(ballots, regions),
                "counts": count_by_office(ballots, regions),
            }
        return context | {"regions": election.regions.order_by("level", "name")}
