"""URLs of the API, outside the languages: one address of one API."""

from django.urls import path
from django.views.generic import RedirectView

from campaigns.open_data import views
from kimportal.web.links import LazyURLResolver

urlpatterns = [
    path("api/v1/openapi.json", views.ApiSchema.as_view(), name="api_schema"),
    LazyURLResolver("api/v1/", "campaigns.open_data.api", namespace="api-1"),
    # Where the API was before under the English pages.
    path(
        "en/api/v1/<path:rest>",
        RedirectView.as_view(
            url="/api/v1/%(rest)s",
            permanent=True,
            query_string=True,
            http_method_names=["get", "head", "options"],
        ),
        name="api_moved",
    ),
]
