from django.urls import path

from groups.views import region

urlpatterns = [
    path("wilayah/cari.json", region.RegionSearch.as_view(), name="region_search"),
]
