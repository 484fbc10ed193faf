"""Coverage by programme and region, as pages and CSV."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from campaigns.coverage.charts import Month, bars, months_between
from campaigns.coverage.coverage import Coverage
from campaigns.coverage.forms import CoverageForm, CoverageRowsForm
from campaigns.coverage.models import Dimension
from campaigns.coverage.tile_map import PROVINCE_LETTERS
from campaigns.elections.models import Pillar
from campaigns.events.models.event import Mode
from campaigns.open_data.datasets import coverage_rows
from groups.regions.models import Region
from kimportal.exports.csv_export import csv_response
from kimportal.web.views import PublicPage

WITHOUT_EVENTS_SHOWN = 24
MONTHS_SHOWN = 36


class CoverageMixin(PublicPage):
    """Read the region from the path and the programme from `?program=`."""

    form_class = CoverageForm

    @cached_property
    def form(self):
        form = self.form_class(self.request.GET)
        if not form.is_valid():
            raise Http404
        return form

    @cached_property
    def region(self):
        code = self.kwargs.get("code")
        if not code:
            return None
        above = Region.objects.select_related("parent__parent__parent")
        return get_object_or_404(above, pk=code)

    @cached_property
    def coverage(self):
        chosen = self.form.cleaned_data
        return Coverage(self.region, chosen["program"], rows_level=chosen.get("tingkat"))


class CoveragePage(CoverageMixin, TemplateView):
    """Show coverage of a region and its children, and regions without events."""

    template_name = "campaigns/coverage/detail.html"

    def get_context_data(self, **kwargs):
        coverage = self.coverage
        return super().get_context_data(
            form=self.form,
            coverage=coverage,
            region=self.region,
            campaign=coverage.campaign,
            here=coverage.here,
            shows_shares=coverage.shows_shares,
            places=coverage.places,
            tiles=tiles(coverage) if not self.region else [],
            without_events=coverage.without_events[:WITHOUT_EVENTS_SHOWN],
            without_events_count=len(coverage.without_events),
            by_pillar=with_labels(coverage.facets[Dimension.PILLAR], pillar_names()),
            by_mode=with_labels(coverage.facets[Dimension.MODE], dict(Mode.choices)),
            months=months(coverage.facets[Dimension.MONTH]),
            changed_at=coverage.here.changed_at,
            trail=trail(self.region),
            **queries(self.region, coverage.campaign),
            **kwargs,
        )


class CoverageCsv(CoverageMixin, TemplateView):
    """Serve the page's table as CSV; `?tingkat=2` all regencies and cities of the country."""

    form_class = CoverageRowsForm

    def get(self, request, *args, **kwargs):
        return csv_response("capaian", coverage_rows(self.coverage))


def tiles(coverage):
    """Return [(letters, Place)] of the provinces."""
    return [(PROVINCE_LETTERS.get(place.region.code, "–"), place) for place in coverage.places]


def pillar_names():
    return {pillar.slug: str(pillar) for pillar in Pillar.objects.all()}


def with_labels(stats, labels):
    """Return [(label, EventStats)], most events first."""
    rows = [(labels.get(row.value, row.value), row) for row in stats]
    return sorted(rows, key=lambda row: -row[1].events)


def months(stats):
    """Return the months from the first to the last event, as table rows and as Bars."""
    if not stats:
        return None
    events = {row.value: row.events for row in stats}
    keys = months_between(min(events), max(events))[-MONTHS_SHOWN:]
    rows = [Month(key, events.get(key, 0)) for key in keys]
    return {"rows": rows, "bars": bars([(row.name, row.events) for row in rows])}


def queries(region, campaign):
    """Return query strings for links: programme alone, or region and programme; as ?… and &…."""
    programme = f"program={campaign.slug}" if campaign else ""
    both = "&".join(filter(None, [f"wilayah={region.code}" if region else "", programme]))
    return {
        "query": f"?{programme}" if programme else "",
        "programme_query": f"&{programme}" if programme else "",
        "rows_query": f"?{both}" if both else "",
        "rows_query_more": f"&{both}" if both else "",
    }


def trail(region):
    """Return the regions above a region, widest first."""
    above = []
    while region and region.parent:
        region = region.parent
        above.insert(0, region)
    return above
