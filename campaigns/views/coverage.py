"""How far outreach has come, by programme and place: pages, the same as CSV, and to embed."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from campaigns.charts import line, months_between
from campaigns.coverage import Coverage
from campaigns.datasets import coverage_rows
from campaigns.forms.coverage import CoverageForm
from campaigns.models import Facet, Mode, Pillar
from campaigns.tiles import LETTERS
from groups.models import Region
from kimportal.csv import csv_response
from kimportal.views import PublicPage

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

    template_name = "campaigns/coverage.html"

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
            by_pillar=named(coverage.facets[Facet.PILLAR], pillar_names()),
            by_mode=named(coverage.facets[Facet.MODE], dict(Mode.choices)),
            months=months(coverage.facets[Facet.MONTH]),
            changed_at=coverage.here.changed_at,
            trail=trail(self.region),
            query=f"?program={coverage.campaign.slug}" if coverage.campaign else "",
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
    rows = [(month, found.get(month, 0)) for month in months_between(min(found), max(found))]
    return {"rows": rows[-MONTHS_SHOWN:], "line": line(rows[-MONTHS_SHOWN:])}


def trail(region):
    """What a region lies in, widest first."""
    found = []
    while region and region.parent:
        region = region.parent
        found.insert(0, region)
    return found
