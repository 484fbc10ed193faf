from django.urls import path

from groups.members import views

PREFIX = "anggota/kim/<slug:slug>/"

urlpatterns = [
    path("anggota/kim/undangan/<str:token>/", views.InvitationPage.as_view(), name="invitation"),
    path(
        "anggota/kim/undangan/<str:token>/terima/",
        views.invitation_accept,
        name="invitation_accept",
    ),
    path("anggota/undangan/henti/<str:token>/", views.stop_invitations, name="invitation_stop"),
    path("anggota/kim/undangan/<int:pk>/gabung/", views.invitation_join, name="invitation_join"),
    path(f"{PREFIX}orang/", views.PeoplePage.as_view(), name="group_people"),
    path(f"{PREFIX}orang/undang/", views.InvitePage.as_view(), name="group_invite"),
    path(f"{PREFIX}orang/keluar/", views.membership_leave, name="membership_leave"),
    path(f"{PREFIX}orang/<int:pk>/", views.MembershipPage.as_view(), name="membership"),
    path(f"{PREFIX}orang/<int:pk>/akhiri/", views.membership_end, name="membership_end"),
    path(f"{PREFIX}orang/<int:pk>/ketua/", views.chair_hand_over, name="chair_hand_over"),
    path(f"{PREFIX}orang/<int:pk>/ketua/batal/", views.chair_take_back, name="chair_take_back"),
    path(f"{PREFIX}orang/<int:pk>/ketua/ya/", views.chair_accept, name="chair_accept"),
    path(f"{PREFIX}orang/<int:pk>/ketua/tidak/", views.chair_decline, name="chair_decline"),
    path(f"{PREFIX}undangan/<int:pk>/batal/", views.invitation_revoke, name="invitation_revoke"),
]
