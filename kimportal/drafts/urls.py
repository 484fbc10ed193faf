"""URLs below /anggota/tulisan/: what was typed and not sent."""

from django.urls import path

from kimportal.drafts import views

urlpatterns = [
    path("simpan/", views.draft_keep, name="draft_keep"),
    path("buang/", views.draft_forget, name="draft_forget"),
]
