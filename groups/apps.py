from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = _("KIM and regions")

    def ready(self):
        # Imported here: they need the models, which load after the app configurations.
        from groups.kim.drafts import GROUP_FORMS
        from groups.kim.moderation import GroupAdapter
        from groups.kim.published_facts import GroupFacts
        from groups.regions.widgets import RegionField
        from kimportal.drafts.kinds import register_forms
        from kimportal.moderation.adapters import register_adapters
        from kimportal.staff.region_field import register_region_field
        from kimportal.transparency_log.facts import register_fact_sources

        register_fact_sources(GroupFacts)
        register_adapters(GroupAdapter)
        register_forms(*GROUP_FORMS)
        register_region_field(RegionField)
