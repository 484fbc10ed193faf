from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from campaigns.coverage.tile_map import LETTERS
from campaigns.elections.models import Campaign
from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from groups.regions.models import Region

HOME = urlsplit(settings.SITE_URL)


class OurSitemap(Sitemap):
    """Addresses begin with SITE_URL, whatever host was asked; both languages are named."""

    i18n = alternates = True
    protocol = HOME.scheme
    limit = 50_000  # what the protocol allows; no section of ours comes near

    def get_domain(self, site=None):
        return HOME.netloc


class MaterialSitemap(OurSitemap):
    def items(self):
        return Material.objects.listed().newest_first().only("slug", "state_since")

    def lastmod(self, material):
        return material.state_since


class CampaignSitemap(OurSitemap):
    def items(self):
        return Campaign.objects.live().only("slug")


class EventSitemap(OurSitemap):
    """The latest events; a reader of sitemaps gains nothing from the hundred-thousandth."""

    most = 10_000

    def items(self):
        latest = OutreachEvent.objects.live().order_by("-starts", "-id")
        return list(latest.only("pk", "state_since", "starts")[: self.most])

    def lastmod(self, event):
        return event.state_since


class GroupSitemap(OurSitemap):
    most = 20_000

    def items(self):
        newest = Group.objects.live().order_by("-state_since")
        return list(newest.only("slug", "state", "state_since")[: self.most])

    def lastmod(self, group):
        return group.state_since


class PageSitemap(OurSitemap):
    """The pages that are always there."""

    def items(self):
        return (
            "home material_list event_list group_list campaign_list "
            "coverage region_list verify data"
        ).split()

    def location(self, name):
        return reverse(name)


class RegionSitemap(OurSitemap):
    """All places of one province: 9,000 at most, so the 91,599 never come at once."""

    i18n = alternates = False

    def __init__(self, province):
        self.province = province

    def items(self):
        codes = Region.objects.current().filter(pk=self.province).values_list("code", flat=True)
        inside = Region.objects.current().filter(code__startswith=f"{self.province}.")
        return [*codes, *inside.order_by("code").values_list("code", flat=True)]

    def location(self, code):
        return reverse("region_detail", args=[code])


SECTIONS = {
    "halaman": PageSitemap(),
    "program": CampaignSitemap(),
    "materi": MaterialSitemap(),
    "kim": GroupSitemap(),
    "kegiatan": EventSitemap(),
    **{f"wilayah-{code}": RegionSitemap(code) for code in LETTERS},
}
