"""A feed of checkpoints, one a day: whoever keeps it is a witness of the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Max
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kimportal.transparency_log.models import LogCheckpoint
from kimportal.transparency_log.views import CHECKPOINTS, require_log
from kimportal.web.views import PUBLIC_CACHE


@method_decorator(require_safe, name="__call__")
class CheckpointFeed(Feed):
    """The last checkpoint of each of the newest days, with its text."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_log()
        response = super().__call__(request, *args, **kwargs)
        response.headers.pop("Last-Modified", None)
        patch_cache_control(response, **PUBLIC_CACHE)
        return response

    def title(self) -> str:
        return _("%(site)s: checkpoints of the public log") % {"site": settings.SITE_NAME}

    def link(self) -> str:
        return settings.SITE_URL + reverse("transparency_log")

    def items(self) -> Iterable[LogCheckpoint]:
        days = LogCheckpoint.objects.annotate(day=TruncDate("at")).values("day").order_by("-day")
        sizes = [row["size"] for row in days.annotate(size=Max("size"))[:CHECKPOINTS]]
        return LogCheckpoint.objects.filter(size__in=sizes).order_by("-size")

    def item_title(self, item: LogCheckpoint) -> str:
        return _("%(size)s entries") % {"size": item.size}

    def item_description(self, item: LogCheckpoint) -> str:
        return item.note

    def item_link(self, item: LogCheckpoint) -> str:
        return settings.SITE_URL + reverse("log_old_checkpoint", args=[item.size])

    def item_pubdate(self, item: LogCheckpoint) -> datetime:
        return item.at

    item_updateddate = item_pubdate
