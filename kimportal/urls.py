from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from kimportal import views
from kimportal.views import about, csp

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler429 = views.too_many
handler500 = views.server_error

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("csp-report/", csp.csp_report, name="csp_report"),
    path(".well-known/security.txt", about.security_txt, name="security_txt"),
    *i18n_patterns(
        path(f"{settings.ADMIN_PATH}/", admin.site.urls),
        path("akun/", include("kimportal.account_urls")),
        path("tentang/", about.AboutPage.as_view(), name="about"),
        path("privasi/", about.PrivacyPage.as_view(), name="privacy"),
        path("bantuan/", about.HelpPage.as_view(), name="help"),
        path("tentang/gaya/", views.StyleGuidePage.as_view(), name="style_guide"),
        path("", include("groups.urls")),
        path("", include("campaigns.urls")),
        prefix_default_language=False,
    ),
    *static(
        settings.MEDIA_URL,
        views.public_file,
        document_root=settings.STORAGES["default"]["OPTIONS"].get("location"),
    ),
]
