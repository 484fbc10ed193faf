"""Open data: dictionary page, files, and their descriptions for machines."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from campaigns.open_data import descriptors
from campaigns.open_data.datasets import COVERAGE, DATASETS
from kimportal.exports.csv_export import csv_response
from kimportal.exports.xlsx_stream import xlsx_response
from kimportal.ui.structured_data import json_ld
from kimportal.web.views import PublicPage


class DataPage(PublicPage, TemplateView):
    """List the datasets with their columns and licence."""

    template_name = "campaigns/open_data/datasets.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            datasets=DATASETS.values(),
            coverage=COVERAGE,
            data=json_ld(descriptors.dataset_json_ld()),
            **kwargs,
        )


class DataFile(PublicPage, View):
    """Stream a dataset as CSV or XLSX."""

    def get(self, request, name):
        if name not in DATASETS:
            raise Http404
        return self.respond(DATASETS[name])


class DataCsv(DataFile):
    def respond(self, dataset):
        return csv_response(dataset.name, dataset.lines())


class DataXlsx(DataFile):
    """The rows, and on a second sheet what the columns mean."""

    def respond(self, dataset):
        sheets = [(dataset.name, dataset.lines()), (_("Columns"), dataset.dictionary())]
        return xlsx_response(dataset.name, sheets)


class DataPackage(PublicPage, View):
    def get(self, request):
        return JsonResponse(descriptors.datapackage())


class DataCatalog(PublicPage, View):
    def get(self, request):
        return JsonResponse(descriptors.catalog(), content_type="application/ld+json")


class ApiSchema(PublicPage, View):
    """Serve the API's schema (OpenAPI 3.1)."""

    def get(self, request):
        return JsonResponse(descriptors.openapi())


class ApiDocs(PublicPage, TemplateView):
    """Describe the API for people: every list with its parameters and fields."""

    template_name = "campaigns/open_data/api_docs.html"

    def get_context_data(self, **kwargs):
        schema = descriptors.openapi()
        return super().get_context_data(
            operations=descriptors.operations(schema), site=settings.SITE_URL, **kwargs
        )
