from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from campaigns.models import Campaign, Material

HOME = urlsplit(settings.SITE_URL)


class OurSitemap(Sitemap):
    """Addresses begin with SITE_URL, whatever host was asked; both languages are named."""

    i18n = alternates = True
    protocol = HOME.scheme
    limit = 5000

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
