"""What feeds have in common: for everyone, to be kept, the same bytes for the same rows."""

from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from kimportal.web.views import PUBLIC_CACHE

#: Says "nothing yet" of a feed without items.
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


class SteadyRss(Rss201rev2Feed):
    def latest_post_date(self):
        # Django takes the clock for a feed without items: every second would be a new download.
        return super().latest_post_date() if self.items else NOTHING_YET


@method_decorator(require_safe, name="__call__")
class PublicFeed(Feed):
    feed_type = SteadyRss

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        # The newest item's date stays behind when one is withdrawn; the ETag does not.
        response.headers.pop("Last-Modified", None)
        patch_cache_control(response, **PUBLIC_CACHE)
        return response
