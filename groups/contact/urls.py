from django.urls import path

from groups.contact import views

urlpatterns = [
    path("akun/pesan-kim/<slug:slug>/", views.MessagePage.as_view(), name="group_message"),
    path(
        "akun/pesan-kim/<slug:slug>/terkirim/",
        views.MessageSent.as_view(),
        name="group_message_sent",
    ),
    path("anggota/kim/<slug:slug>/pesan/", views.switch, name="group_message_switch"),
]
