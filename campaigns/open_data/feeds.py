"""Base classes of feeds: public, cacheable, and the same bytes for the same rows."""

from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from kimportal.web.views import PUBLIC_CACHE

#: The date of a feed without items.
EMPTY_FEED_DATE = datetime(1970, 1, 1, tzinfo=UTC)


class StableRss(Rss201rev2Feed):
    def latest_post_date(self):
        # Django uses the current time for an empty feed, which would change its ETag each second.
        return super().latest_post_date() if self.items else EMPTY_FEED_DATE


@method_decorator(require_safe, name="__call__")
class PublicFeed(Feed):
    feed_type = StableRss

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        # The newest item's date stays behind when one is withdrawn; the ETag does not.
        response.headers.pop("Last-Modified", None)
        patch_cache_control(response, **PUBLIC_CACHE)
        return response
