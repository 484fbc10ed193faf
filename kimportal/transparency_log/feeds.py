"""A feed of checkpoints, one a day: whoever keeps it is a witness of the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kimportal.transparency_log.models import LogCheckpoint
from kimportal.transparency_log.views import CHECKPOINTS, require_log
from kimportal.web.feeds import PublicFeed, StableAtom


class CheckpointFeed(PublicFeed):
    """The last checkpoint of each of the newest days, with its text."""

    feed_type = StableAtom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        require_log()

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
