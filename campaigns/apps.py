from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Outreach")

    def ready(self):
        # Imported here: they need the models, which load after the app configurations.
        from campaigns.events.drafts import EVENT_FORMS
        from campaigns.events.moderation import EventAdapter
        from campaigns.home.offline_pages import offline_pages
        from campaigns.materials.drafts import MATERIAL_FORMS
        from campaigns.materials.moderation import MaterialAdapter
        from campaigns.materials.published_facts import MaterialFacts
        from kimportal.drafts.kinds import register_forms
        from kimportal.moderation.adapters import register_adapters
        from kimportal.offline.pages import register_offline_pages
        from kimportal.transparency_log.facts import register_fact_sources

        register_fact_sources(MaterialFacts)
        register_adapters(MaterialAdapter, EventAdapter)
        register_forms(*EVENT_FORMS, *MATERIAL_FORMS)
        register_offline_pages(offline_pages)
