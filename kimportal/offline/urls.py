"""URLs of pages about working without signal; sw.js is at the root (kimportal/urls.py)."""

from django.urls import path, re_path

from kimportal.offline import views

urlpatterns = [
    path("luring/", views.NoSignalPage.as_view(), name="no_signal"),
    path("anggota/luring/", views.OfflinePage.as_view(), name="offline"),
    path("anggota/luring/bekal.json", views.pages, name="offline_pages"),
    re_path(
        r"^anggota/luring/berkas/(?P<sha256>[0-9a-f]{64})/$",
        views.arriving_file,
        name="arriving_file",
    ),
    path("anggota/luring/siapa/", views.whoami, name="whoami"),
]
