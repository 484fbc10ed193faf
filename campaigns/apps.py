from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Outreach")

    def ready(self):
        # Imported here: they need the models, which load after the app configurations.
        from campaigns.events.drafts import delete_unsent_photos
        from campaigns.events.moderation import EventAdapter
        from campaigns.materials.moderation import MaterialAdapter
        from campaigns.materials.published_facts import MaterialFacts
        from kimportal.drafts.models import register_file_cleanup
        from kimportal.moderation.adapters import register_adapters
        from kimportal.transparency_log.facts import register_fact_sources

        register_fact_sources(MaterialFacts)
        register_adapters(MaterialAdapter, EventAdapter)
        for kind in ("plan", "report"):
            register_file_cleanup(kind, delete_unsent_photos)
