from django.urls import path

from campaigns.elections import views

urlpatterns = [
    path("program/", views.CampaignList.as_view(), name="campaign_list"),
    path("program/<slug:slug>/", views.CampaignPage.as_view(), name="campaign_detail"),
]
