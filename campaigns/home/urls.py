from django.urls import path

from campaigns.home import dashboard, views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("anggota/", dashboard.Dashboard.as_view(), name="dashboard"),
]
