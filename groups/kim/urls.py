from django.urls import path

from groups.kim.views import decree_file, directory, home, registration

PREFIX = "anggota/kim/<slug:slug>/"

urlpatterns = [
    path("kim/", directory.GroupList.as_view(), name="group_list"),
    path("kim/<slug:slug>/", directory.GroupDetail.as_view(), name="group_detail"),
    path("anggota/kim/", home.MyGroups.as_view(), name="my_groups"),
    path("anggota/kim/daftar/", registration.RegisterPage.as_view(), name="group_register"),
    path(PREFIX, home.GroupHome.as_view(), name="group_home"),
    path(f"{PREFIX}profil/", registration.ProfilePage.as_view(), name="group_profile"),
    path(f"{PREFIX}pengurus/", registration.OfficersPage.as_view(), name="group_officers"),
    path(f"{PREFIX}sk/", registration.DecreePage.as_view(), name="group_decree"),
    path(
        f"{PREFIX}pernyataan/", registration.DeclarationsPage.as_view(), name="group_declarations"
    ),
    path(f"{PREFIX}periksa/", registration.CheckPage.as_view(), name="group_check"),
    path(f"{PREFIX}kirim/", registration.group_submit, name="group_submit"),
    path(f"{PREFIX}perubahan/kirim/", home.change_send, name="change_send"),
    path(f"{PREFIX}perubahan/batal/", home.change_discard, name="change_discard"),
    path(f"{PREFIX}benar/", home.group_confirm, name="group_confirm"),
    path(f"{PREFIX}tarik/", home.WithdrawPage.as_view(), name="group_withdraw"),
    path(f"{PREFIX}sk/berkas/", decree_file.group_decree_file, name="group_decree_file"),
    path(
        f"{PREFIX}perubahan/sk/berkas/", decree_file.change_decree_file, name="change_decree_file"
    ),
]
