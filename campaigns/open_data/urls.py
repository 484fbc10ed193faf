from django.urls import path

from campaigns.open_data import seo, views
from campaigns.open_data.sitemaps import SECTIONS
from kimportal.web.links import LazyURLResolver

urlpatterns = [
    path("data/", views.DataPage.as_view(), name="data"),
    path("data/<slug:name>.csv", views.DataCsv.as_view(), name="data_csv"),
    path(
        "api/v1/openapi.json",
        views.ApiSchema.as_view(api="campaigns.open_data.api.api"),
        name="api_schema",
    ),
    LazyURLResolver("api/v1/", "campaigns.open_data.api", namespace="api-1"),
    path("sitemap.xml", seo.sitemap_index, {"sections": SECTIONS}, name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        seo.sitemap_section,
        {"sections": SECTIONS},
        name="sitemap_section",
    ),
    path("robots.txt", seo.robots, name="robots"),
]
