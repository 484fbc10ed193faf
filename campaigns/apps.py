from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Outreach")

    def ready(self):
        # Registers what deletes the photos of unsent forms; it needs the models.
        import campaigns.events.drafts  # noqa: F401
