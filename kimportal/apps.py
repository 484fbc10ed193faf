"""App configurations of kimportal and of the staff site."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class KimportalConfig(AppConfig):
    name = "kimportal"
    verbose_name = _("People and decisions")

    def ready(self) -> None:
        # Imported here: they need the models of every app.
        from kimportal.accounts.signal_handlers import connect_signals

        connect_signals()
        if settings.SENTRY_DSN:
            from kimportal.monitoring import error_reporting  # optional, so only imported if used

            error_reporting.init_sentry(settings.SENTRY_DSN)


class StaffSiteConfig(AdminConfig):
    default_site = "kimportal.staff.site.StaffSite"
