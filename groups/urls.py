"""Addresses of this app: the directory for everyone, then what a group's own people do."""

from django.urls import path

from groups.views import decree_file, directory, home, office, people, region, registration

own = "anggota/kim/<slug:slug>/"

urlpatterns = [
    path("kim/", directory.GroupList.as_view(), name="group_list"),
    path("kim/<slug:slug>/", directory.GroupDetail.as_view(), name="group_detail"),
    path("wilayah/cari.json", region.RegionSearch.as_view(), name="region_search"),
    # becoming staff
    path(
        "anggota/petugas/<str:token>/",
        office.StaffInvitationPage.as_view(),
        name="staff_invitation",
    ),
    path(
        "anggota/petugas/<str:token>/terima/",
        office.staff_invitation_accept,
        name="staff_invitation_accept",
    ),
    # members
    path("anggota/kim/", home.MyGroups.as_view(), name="my_groups"),
    path("anggota/kim/daftar/", registration.RegisterPage.as_view(), name="group_register"),
    path("anggota/kim/undangan/<str:token>/", people.InvitationPage.as_view(), name="invitation"),
    path(
        "anggota/kim/undangan/<str:token>/terima/",
        people.invitation_accept,
        name="invitation_accept",
    ),
    path("anggota/kim/undangan/<int:pk>/gabung/", people.invitation_join, name="invitation_join"),
    path(own, home.GroupHome.as_view(), name="group_home"),
    # the steps of a registration; for a verified group they propose changes
    path(f"{own}profil/", registration.ProfilePage.as_view(), name="group_profile"),
    path(f"{own}pengurus/", registration.OfficersPage.as_view(), name="group_officers"),
    path(f"{own}sk/", registration.DecreePage.as_view(), name="group_decree"),
    path(f"{own}pernyataan/", registration.DeclarationsPage.as_view(), name="group_declarations"),
    path(f"{own}periksa/", registration.CheckPage.as_view(), name="group_check"),
    path(f"{own}kirim/", registration.group_submit, name="group_submit"),
    path(f"{own}perubahan/kirim/", home.change_send, name="change_send"),
    path(f"{own}perubahan/batal/", home.change_discard, name="change_discard"),
    path(f"{own}benar/", home.group_confirm, name="group_confirm"),
    path(f"{own}tarik/", home.WithdrawPage.as_view(), name="group_withdraw"),
    path(f"{own}sk/berkas/", decree_file.group_decree_file, name="group_decree_file"),
    path(f"{own}perubahan/sk/berkas/", decree_file.change_decree_file, name="change_decree_file"),
    # its people
    path(f"{own}orang/", people.PeoplePage.as_view(), name="group_people"),
    path(f"{own}orang/undang/", people.InvitePage.as_view(), name="group_invite"),
    path(f"{own}orang/keluar/", people.membership_leave, name="membership_leave"),
    path(f"{own}orang/<int:pk>/", people.MembershipPage.as_view(), name="membership"),
    path(f"{own}orang/<int:pk>/akhiri/", people.membership_end, name="membership_end"),
    path(f"{own}orang/<int:pk>/ketua/", people.chair_hand_over, name="chair_hand_over"),
    path(f"{own}undangan/<int:pk>/batal/", people.invitation_revoke, name="invitation_revoke"),
]
