"""URLs of the portal."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from kimportal.drafts import account_form
from kimportal.monitoring import csp_reports, health
from kimportal.offline import views as offline_views
from kimportal.pages import style_guide
from kimportal.pages import views as pages_views
from kimportal.transparency_log.views import LogPage
from kimportal.web import error_pages
from kimportal.web import views as web_views

handler400 = error_pages.bad_request
handler403 = error_pages.permission_denied
handler404 = error_pages.page_not_found
handler429 = error_pages.too_many
handler500 = error_pages.server_error

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("csp-report/", csp_reports.csp_report, name="csp_report"),
    path("sw.js", offline_views.service_worker, name="service_worker"),
    path(".well-known/security.txt", pages_views.security_txt, name="security_txt"),
    path("catatan/", include("kimportal.transparency_log.urls")),
    path("", include("campaigns.open_data.api_urls")),
    *i18n_patterns(
        path(f"{settings.ADMIN_PATH}/", admin.site.urls),
        path("akun/data/", account_form.AccountForm.as_view(), name="account_edit"),
        path("akun/", include("kimportal.accounts.urls")),
        path("anggota/tulisan/", include("kimportal.drafts.urls")),
        path("", include("kimportal.offline.urls")),
        path("tentang/", pages_views.AboutPage.as_view(), name="about"),
        path("privasi/", pages_views.PrivacyPage.as_view(), name="privacy"),
        path("bantuan/", pages_views.HelpPage.as_view(), name="help"),
        path("tentang/gaya/", style_guide.StyleGuidePage.as_view(), name="style_guide"),
        path("catatan/", LogPage.as_view(), name="transparency_log"),
        path("", include("groups.urls")),
        path("", include("campaigns.urls")),
        prefix_default_language=False,
    ),
    *static(
        settings.MEDIA_URL,
        web_views.public_file,
        document_root=settings.STORAGES["default"]["OPTIONS"].get("location"),
    ),
]
