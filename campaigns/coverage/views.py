"""How far outreach has come, by programme and place: pages, and the same as CSV."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from campaigns.coverage.charts import Month, line, months_between
from campaigns.coverage.coverage import Coverage
from campaigns.coverage.forms import CoverageForm
from campaigns.coverage.models import Dimension
from campaigns.coverage.tile_map import LETTERS
from campaigns.elections.models import Pillar
from campaigns.events.models.event import Mode
from campaigns.open_data.datasets import coverage_rows
from groups.regions.models import Region
from kimportal.exports.csv_export import csv_response
from kimportal.web.views import PublicPage

QUIET_SHOWN = 24
MONTHS_SHOWN = 36


class CoverageQuestion(PublicPage):
    """Which region (the path) and which programme (`?program=`) is asked about."""

    @cached_property
    def form(self):
        form = CoverageForm(self.request.GET)
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
        return Coverage(self.region, self.form.cleaned_data["program"])


class CoveragePage(CoverageQuestion, TemplateView):
    """Expected against actual, drill-down, and where nothing has happened yet."""

    template_name = "campaigns/coverage/detail.html"

    def get_context_data(self, **kwargs):
        coverage = self.coverage
        return super().get_context_data(
            form=self.form,
            coverage=coverage,
            region=self.region,
            campaign=coverage.campaign,
            here=coverage.here,
            places=coverage.places,
            tiles=tiles(coverage) if not self.region else [],
            quiet=coverage.quiet[:QUIET_SHOWN],
            quiet_count=len(coverage.quiet),
            by_pillar=named(coverage.facets[Dimension.PILLAR], pillar_names()),
            by_mode=named(coverage.facets[Dimension.MODE], dict(Mode.choices)),
            months=months(coverage.facets[Dimension.MONTH]),
            changed_at=coverage.here.changed_at,
            trail=trail(self.region),
            **queries(self.region, coverage.campaign),
            **kwargs,
        )


class CoverageCsv(CoverageQuestion, TemplateView):
    """The page's table as CSV: the same figures, from the same object."""

    def get(self, request, *args, **kwargs):
        return csv_response("capaian", coverage_rows(self.coverage))


def tiles(coverage):
    """[(letters, Place)] of the provinces."""
    return [(LETTERS.get(place.region.code, "–"), place) for place in coverage.places]


def pillar_names():
    return {pillar.slug: str(pillar) for pillar in Pillar.objects.all()}


def named(tallies, names):
    """[(name, Tally)], most events first."""
    rows = [(names.get(tally.value, tally.value), tally) for tally in tallies]
    return sorted(rows, key=lambda row: -row[1].events)


def months(tallies):
    """The months from the first to the last event, quiet ones too: rows for a table and a Line."""
    if not tallies:
        return None
    found = {tally.value: tally.events for tally in tallies}
    keys = months_between(min(found), max(found))[-MONTHS_SHOWN:]
    rows = [Month(key, found.get(key, 0)) for key in keys]
    return {"rows": rows, "line": line([(row.name, row.events) for row in rows])}


def queries(region, campaign):
    """What links carry on: the programme alone, or place and programme, first or after others."""
    programme = f"program={campaign.slug}" if campaign else ""
    both = "&".join(filter(None, [f"wilayah={region.code}" if region else "", programme]))
    return {
        "query": f"?{programme}" if programme else "",
        "programme_query": f"&{programme}" if programme else "",
        "rows_query": f"?{both}" if both else "",
        "rows_query_more": f"&{both}" if both else "",
    }


def trail(region):
    """What a region lies in, widest first."""
    found = []
    while region and region.parent:
        region = region.parent
        found.insert(0, region)
    return found
