from django.urls import path

from groups.joining import views

PREFIX = "anggota/kim/<slug:slug>/"

urlpatterns = [
    path(f"{PREFIX}tautan/", views.JoinLinkPage.as_view(), name="join_link"),
    path(f"{PREFIX}tautan/buat/", views.link_make, name="join_link_make"),
    path(f"{PREFIX}tautan/akhiri/", views.link_revoke, name="join_link_revoke"),
    path(f"{PREFIX}permintaan/<int:pk>/terima/", views.accept, name="join_accept"),
    path(f"{PREFIX}permintaan/<int:pk>/tolak/", views.refuse, name="join_refuse"),
    path("anggota/gabung/<str:token>/", views.JoinPage.as_view(), name="join"),
    path("anggota/gabung/<str:token>/minta/", views.ask, name="join_ask"),
]
