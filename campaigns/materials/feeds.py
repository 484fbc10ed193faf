from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Enclosure
from django.utils.translation import gettext as _

from campaigns.materials.forms.filters import MaterialFilter
from campaigns.materials.models.material import Material
from kimportal.ui.structured_data import absolute
from kimportal.web.feeds import PublicFeed
from kimportal.web.pagination import slice_before_join

NEWEST = 30


class MaterialFeed(PublicFeed):
    """Feed of the newest materials, with one enclosure each; takes the filters of /materi/."""

    def get_object(self, request):
        return MaterialFilter(request.GET)

    def title(self, form):
        return _("%(site)s: materials") % {"site": settings.SITE_NAME}

    def description(self, form):
        return _("Official election information to read, hear and pass on.")

    def link(self, form):
        return settings.SITE_URL + reverse("material_list")

    def feed_url(self, form):
        return settings.SITE_URL + reverse("material_feed")

    def items(self, form):
        materials = form.apply(Material.objects.listed())
        return slice_before_join(materials.newest_first().for_cards(), 0, NEWEST)

    def item_title(self, material):
        return material.title

    def item_description(self, material):
        return material.summary or material.share_caption

    def item_link(self, material):
        return settings.SITE_URL + material.get_absolute_url()

    def item_guid(self, material):
        return material.code

    item_guid_is_permalink = False

    def item_pubdate(self, material):
        return material.published_at

    def item_author_name(self, material):
        return material.publisher

    def item_categories(self, material):
        return [material.get_kind_display(), *(str(pillar) for pillar in material.topics)]

    def item_enclosures(self, material):
        # Link to the file itself: a feed reader's automatic fetch must not count as a download.
        options = (
            [material.media_download] if material.media_download else material.download_options[:1]
        )
        return [
            Enclosure(absolute(option.source.url), str(option.size), option.source.mime)
            for option in options
        ]
