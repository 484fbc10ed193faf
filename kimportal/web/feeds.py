"""Base classes of feeds: public, cacheable, and the same bytes for the same rows."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.views.decorators.http import require_safe

from kimportal.web.views import PUBLIC_CACHE

#: The date of a feed without items.
EMPTY_FEED_DATE = datetime(1970, 1, 1, tzinfo=UTC)


class StableFeed:
    """Mixin: Django dates an empty feed by the clock, which would change its ETag each second."""

    items: list[dict[str, Any]]

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else EMPTY_FEED_DATE  # type: ignore[misc]


class StableRss(StableFeed, Rss201rev2Feed):
    pass


class StableAtom(StableFeed, Atom1Feed):
    pass


@method_decorator(require_safe, name="__call__")
class PublicFeed(Feed):
    feed_type: type[SyndicationFeed] = StableRss

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The newest item's date stays behind when one is withdrawn; the ETag does not.
        response.headers.pop("Last-Modified", None)
        patch_cache_control(response, **PUBLIC_CACHE)
        return response
