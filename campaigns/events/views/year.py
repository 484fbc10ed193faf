import segno
from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from campaigns.elections.models import Pillar
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.related import EventMaterial
from groups.kim.models import Group
from kimportal.web.views import MemberPage

FIRST_YEAR, LAST_YEAR = 2000, 2099
MAX_ROWS, MAX_PHOTOS = 500, 3


class EventYear(MemberPage, TemplateView):
    """Show a group's approved events of a year with totals, to be printed ("Kinerja KIM")."""

    template_name = "campaigns/events/year.html"

    @cached_property
    def group(self):
        groups = Group.objects.of(self.request.user).select_related("region")
        return get_object_or_404(groups, slug=self.kwargs["slug"])

    @cached_property
    def year(self):
        year = self.kwargs.get("year", timezone.localdate().year)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        return year

    def get_context_data(self, *, slug, year=None, **kwargs):
        events = OutreachEvent.objects.counted().filter(group=self.group).in_year(self.year)
        keys = events.order_by().values("pk")
        handed_out = EventMaterial.objects.filter(event__in=keys)
        photos = EventPhoto.objects.published().filter(event__in=keys).order_by("-event__starts")
        this_year = timezone.localdate().year
        return super().get_context_data(
            group=self.group,
            year=self.year,
            previous=self.year - 1 if self.year > FIRST_YEAR else None,
            next=self.year + 1 if self.year < this_year else None,
            today=timezone.now(),
            chair=self.group.memberships.current().chairs().first(),
            events=events.select_related("region", "setting").order_by("starts")[:MAX_ROWS],
            totals=events.totals() | {"venues": events.venues()},
            pillars=pillars_of(keys),
            photos=[photo.picture for photo in photos[:MAX_PHOTOS]],
            copies=handed_out.copies(),
            materials=handed_out.totals_by_material()[:100],
            **kwargs,
        )


class EventCertificate(EventYear):
    """A certificate of the same figures, on one sheet to be printed and hung up ("Piagam")."""

    template_name = "campaigns/events/certificate.html"

    def get_context_data(self, **kwargs):
        url = settings.SITE_URL + self.group.get_absolute_url() if self.group.is_live else ""
        return super().get_context_data(
            url=url,
            qr=segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=2)
            if url
            else "",
            **kwargs,
        )


def pillars_of(keys):
    """Return all pillars with `shown_in`, the number of these events about each."""
    return Pillar.objects.annotate(
        shown_in=Count("outreachevent", filter=Q(outreachevent__in=keys))
    ).order_by("order")
