"""Open data: dictionary page, CSV files and the API's schema."""

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views import View
from django.views.generic import TemplateView

from campaigns.open_data.datasets import COVERAGE, DATASETS
from kimportal.exports.csv_export import csv_response
from kimportal.web.views import PublicPage


class DataPage(PublicPage, TemplateView):
    """List the datasets with their columns and licence."""

    template_name = "campaigns/open_data/datasets.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(datasets=DATASETS.values(), coverage=COVERAGE, **kwargs)


class DataCsv(PublicPage, View):
    """Stream a dataset as CSV."""

    def get(self, request, name):
        if name not in DATASETS:
            raise Http404
        return csv_response(name, DATASETS[name].lines())


class ApiSchema(PublicPage, View):
    """Serve the API's schema (OpenAPI 3.1). `api` is the dotted name of the NinjaAPI."""

    api = None

    def get(self, request):
        root = reverse("api_schema").removesuffix("openapi.json")
        return JsonResponse(import_string(self.api).get_openapi_schema(path_prefix=root))
