"""URLs of this app, by noun; names are global (no namespace)."""

from django.urls import include, path, register_converter

from groups.regions.widgets import RegionCode

register_converter(RegionCode, "region")

urlpatterns = [
    path("", include("campaigns.home.urls")),
    path("", include("campaigns.materials.urls")),
    path("", include("campaigns.elections.urls")),
    path("", include("campaigns.verification.urls")),
    path("", include("campaigns.events.urls")),
    path("", include("campaigns.coverage.urls")),
    path("", include("campaigns.open_data.urls")),
]
