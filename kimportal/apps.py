from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class KimportalConfig(AppConfig):
    name = "kimportal"
    verbose_name = _("People and decisions")

    def ready(self):
        # Here, for they need every app's models.
        from kimportal.accounts.signal_handlers import connect_signals

        connect_signals()
        if settings.SENTRY_DSN:
            # Sentry is not installed where its DSN is not set.
            from kimportal.monitoring import error_reporting

            error_reporting.watch(settings.SENTRY_DSN)


class StaffSiteConfig(AdminConfig):
    default_site = "kimportal.staff.site.StaffSite"
