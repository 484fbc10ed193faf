"""URLs below /akun/: our own pages, then allauth's."""

from django.urls import include, path

from kimportal.accounts import unsubscribe, views

urlpatterns = [
    path("", views.AccountHome.as_view(), name="account_home"),
    path("data/", views.AccountEdit.as_view(), name="account_edit"),
    path("pengingat/<str:token>/", unsubscribe.stop_reminders, name="reminders_stop"),
    path("unduh/", views.download, name="account_download"),
    path("hapus/", views.erase, name="account_erase"),
    path("terhapus/", views.AccountErased.as_view(), name="account_erased"),
    path("persetujuan/", views.ConsentPage.as_view(), name="account_consent"),
    path("", include("allauth.urls")),
]
