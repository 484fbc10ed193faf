from django.urls import path

from groups.jurisdictions import views

urlpatterns = [
    path(
        "anggota/petugas/<str:token>/", views.StaffInvitationPage.as_view(), name="staff_invitation"
    ),
    path(
        "anggota/petugas/<str:token>/terima/",
        views.staff_invitation_accept,
        name="staff_invitation_accept",
    ),
]
