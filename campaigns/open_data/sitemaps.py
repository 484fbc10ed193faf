from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from campaigns.coverage.tile_map import PROVINCE_LETTERS
from campaigns.elections.models import Campaign
from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from groups.regions.models import Region

HOME = urlsplit(settings.SITE_URL)


class BaseSitemap(Sitemap):
    """Base class: URLs start with SITE_URL, whatever the Host header, in both languages."""

    i18n = alternates = x_default = True
    protocol = HOME.scheme
    limit = 50_000  # the protocol's limit; none of our sections comes near

    def get_domain(self, site=None):
        return HOME.netloc


class MaterialSitemap(BaseSitemap):
    def items(self):
        return Material.objects.listed().newest_first().only("slug", "state_since")

    def lastmod(self, material):
        return material.state_since


class CampaignSitemap(BaseSitemap):
    def items(self):
        return Campaign.objects.live().only("slug")


class EventSitemap(BaseSitemap):
    """The latest events only; a crawler gains nothing from the hundred-thousandth."""

    max_items = 10_000

    def items(self):
        latest = OutreachEvent.objects.live().order_by("-starts", "-id")
        return list(latest.only("pk", "state_since", "starts")[: self.max_items])

    def lastmod(self, event):
        return event.state_since


class GroupSitemap(BaseSitemap):
    max_items = 20_000

    def items(self):
        newest = Group.objects.live().order_by("-state_since")
        return list(newest.only("slug", "state", "state_since")[: self.max_items])

    def lastmod(self, group):
        return group.state_since


class PageSitemap(BaseSitemap):
    """The static pages."""

    def items(self):
        return (
            "home material_list event_list group_list campaign_list "
            "coverage region_list verify data api_docs about help privacy transparency_log"
        ).split()

    def location(self, name):
        return reverse(name)


class RegionSitemap(BaseSitemap):
    """All regions of one province: at most 9,000 of the 91,599."""

    i18n = alternates = x_default = False

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
    **{f"wilayah-{code}": RegionSitemap(code) for code in PROVINCE_LETTERS},
}
