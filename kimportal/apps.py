"""App configurations of kimportal and of the staff site."""

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.http import multipartparser
from django.utils.translation import gettext_lazy as _

MAX_PART_HEADERS = 128 * 1024


class KimportalConfig(AppConfig):
    name = "kimportal"
    verbose_name = _("People and decisions")

    def ready(self) -> None:
        # Imported here: they need the models, which load after the app configurations.
        from kimportal.accounts.signal_handlers import connect_signals
        from kimportal.audit.querysets import restrict_to_overseers
        from kimportal.drafts.account_form import ACCOUNT_FORM
        from kimportal.drafts.kinds import register_forms
        from kimportal.moderation import checks  # noqa: F401, registers the system check
        from kimportal.moderation.adapters import register_adapters
        from kimportal.moderation.change_request_adapter import ChangeRequestAdapter
        from kimportal.moderation.models import ModeratedModel

        register_adapters(ChangeRequestAdapter)
        register_forms(ACCOUNT_FORM)
        for model in apps.get_models():
            if issubclass(model, ModeratedModel):
                restrict_to_overseers(model)
        connect_signals()
        # Django answers 400 to a part whose headers are longer than 1 KB, which a long file name in
        # a script of three bytes a letter exceeds; there is no setting for it.
        multipartparser.MAX_TOTAL_HEADER_SIZE = MAX_PART_HEADERS  # type: ignore[attr-defined]
        if settings.SENTRY_DSN:
            # Imported here: only a portal with Sentry needs its SDK.
            from kimportal.monitoring import error_reporting

            error_reporting.init_sentry(settings.SENTRY_DSN)


class StaffSiteConfig(AdminConfig):
    default_site = "kimportal.staff.site.StaffSite"
