from django.urls import path

from groups.regions import views

urlpatterns = [
    path("wilayah/cari.json", views.RegionSearch.as_view(), name="region_search"),
]
