"""'Kinerja KIM': one group's year on one sheet of paper, for the village head."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from campaigns.models import EventMaterial, OutreachEvent
from groups.models import Group
from kimportal.views import MemberPage

FIRST_YEAR, LAST_YEAR = 2000, 2099


class EventYear(MemberPage, TemplateView):
    """Approved events of a year: how many, people, materials, places. Made to be printed."""

    template_name = "campaigns/event_year.html"

    def get_context_data(self, slug, year=None, **kwargs):
        group = get_object_or_404(
            Group.objects.of(self.request.user).select_related("region"), slug=slug
        )
        year = year or timezone.localdate().year
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        events = OutreachEvent.objects.counted().filter(group=group).in_year(year)
        handed_out = EventMaterial.objects.filter(event__in=events.values("pk"))
        return super().get_context_data(
            group=group,
            year=year,
            previous=max(year - 1, FIRST_YEAR),
            next=year + 1 if year < timezone.localdate().year else None,
            events=events.select_related("region", "setting").order_by("starts")[:500],
            totals=events.totals(),
            materials=handed_out.totals_by_material()[:100],
            **kwargs,
        )
