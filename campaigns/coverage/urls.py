from django.urls import path

from campaigns.coverage import embed, region_views, views

urlpatterns = [
    path("wilayah/", region_views.RegionList.as_view(), name="region_list"),
    path("wilayah/<region:code>/", region_views.RegionDetail.as_view(), name="region_detail"),
    path("capaian/", views.CoveragePage.as_view(), name="coverage"),
    path("capaian/capaian.csv", views.CoverageCsv.as_view(), name="coverage_csv"),
    path("capaian/<region:code>/", views.CoveragePage.as_view(), name="coverage_region"),
    path(
        "capaian/<region:code>/capaian.csv", views.CoverageCsv.as_view(), name="coverage_region_csv"
    ),
    path("sematan/capaian/", embed.EmbedCoverage.as_view(), name="embed"),
    path("sematan/wilayah/<region:code>/", embed.EmbedCoverage.as_view(), name="embed_region"),
]
