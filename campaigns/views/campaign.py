from django.views.generic import DetailView, ListView

from campaigns.models import Campaign, Material
from kimportal.views import PublicPage


class CampaignList(PublicPage, ListView):
    template_name = "campaigns/campaign_list.html"
    queryset = Campaign.objects.live().with_election().prefetch_related("pillars")


class CampaignPage(PublicPage, DetailView):
    template_name = "campaigns/campaign_detail.html"
    queryset = Campaign.objects.live().with_election().prefetch_related("pillars")

    def get_context_data(self, **kwargs):
        materials = Material.objects.listed().filter(campaign=self.object)
        return super().get_context_data(
            materials=materials.newest_first().for_cards()[:8],
            regions=self.regions(),
            **kwargs,
        )

    def regions(self):
        if self.object.election is None:
            return []
        return self.object.election.regions.order_by("level", "name")
