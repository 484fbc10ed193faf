from django.urls import path

from campaigns.verification import views

urlpatterns = [
    path("v/", views.VerifyPage.as_view(), name="verify"),
    path("v/<str:code>/", views.VerifyCodePage.as_view(), name="verify_code"),
    path("v/<str:code>/pratinjau.png", views.verify_preview, name="verify_preview"),
    path("v/<str:code>/qr.svg", views.verify_qr, name="verify_qr"),
]
