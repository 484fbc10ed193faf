from django.urls import path

from campaigns.verification import card_views, views

urlpatterns = [
    path("v/", views.VerifyPage.as_view(), name="verify"),
    path("v/<str:code>/", views.VerifyCodePage.as_view(), name="verify_code"),
    path("v/<str:code>/pratinjau.png", views.verify_preview, name="verify_preview"),
    path("v/<str:code>/qr.svg", views.verify_qr, name="verify_qr"),
    path("anggota/kim/<slug:slug>/kartu/", card_views.CardsPage.as_view(), name="officer_cards"),
    path("anggota/kim/<slug:slug>/kartu/buat/", card_views.issue_cards, name="officer_cards_issue"),
]
