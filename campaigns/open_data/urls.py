from django.urls import path

from campaigns.open_data import seo, views
from campaigns.open_data.sitemaps import SECTIONS

urlpatterns = [
    path("data/", views.DataPage.as_view(), name="data"),
    path("data/api/", views.ApiDocs.as_view(), name="api_docs"),
    path("data/datapackage.json", views.DataPackage.as_view(), name="datapackage"),
    path("data/catalog.jsonld", views.DataCatalog.as_view(), name="data_catalog"),
    path("data/<slug:name>.csv", views.DataCsv.as_view(), name="data_csv"),
    path("data/<slug:name>.xlsx", views.DataXlsx.as_view(), name="data_xlsx"),
    path("sitemap.xml", seo.sitemap_index, {"sections": SECTIONS}, name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        seo.sitemap_section,
        {"sections": SECTIONS},
        name="sitemap_section",
    ),
    path("robots.txt", seo.robots, name="robots"),
]
