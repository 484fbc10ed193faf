"""The addresses of this app, noun by noun; names are global (no namespace)."""

from django.urls import include, path

urlpatterns = [
    path("", include("groups.regions.urls")),
    path("", include("groups.jurisdictions.urls")),
    path("", include("groups.members.urls")),
    path("", include("groups.joining.urls")),
    path("", include("groups.contact.urls")),
    path("", include("groups.kim.urls")),
]
