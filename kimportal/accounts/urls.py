"""URLs below /akun/: our own pages, then allauth's (kimportal/drafts/ has that of the data)."""

from django.urls import include, path

from kimportal.accounts import sign_in_by_code, unsubscribe, views

urlpatterns = [
    path("", views.AccountHome.as_view(), name="account_home"),
    path("pengingat/<str:token>/", unsubscribe.stop_reminders, name="reminders_stop"),
    path("unduh/", views.download, name="account_download"),
    path("hapus/", views.erase, name="account_erase"),
    path("terhapus/", views.AccountErased.as_view(), name="account_erased"),
    path("persetujuan/", views.ConsentPage.as_view(), name="account_consent"),
    # Before allauth's, whose addresses they take over.
    path("login/code/", sign_in_by_code.RequestCode.as_view(), name="account_request_login_code"),
    path(
        "login/code/confirm/",
        sign_in_by_code.ConfirmCode.as_view(),
        name="account_confirm_login_code",
    ),
    path("", include("allauth.urls")),
]
