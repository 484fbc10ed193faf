from django.contrib import admin

from campaigns.elections.forms import CampaignForm, ElectionFactForm, ElectionForm
from campaigns.elections.models import (
    Campaign,
    Election,
    ElectionFact,
    Language,
    Pillar,
    Setting,
)
from kimportal.staff.base import StaffAdmin

WRITERS = ("administrator", "editor")


@admin.register(Election)
class ElectionAdmin(StaffAdmin):
    form = ElectionForm
    adders = changers = WRITERS
    list_display = ["name", "kind", "voting_day", "quiet_starts", "quiet_ends", "regions_complete"]


@admin.register(ElectionFact)
class ElectionFactAdmin(StaffAdmin):
    form = ElectionFactForm
    adders = changers = removers = WRITERS
    list_display = ["label", "election", "number", "source", "order"]
    list_select_related = ["election"]


@admin.register(Campaign)
class CampaignAdmin(StaffAdmin):
    form = CampaignForm
    adders = changers = WRITERS
    list_display = ["name", "election", "starts", "ends", "is_public"]
    list_select_related = ["election"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request, obj=None):
        """Never change a published slug."""
        return {} if obj else self.prepopulated_fields


@admin.register(Pillar, Setting, Language)
class LookupAdmin(StaffAdmin):
    """Lookup tables that staff may extend. Rows in use cannot be deleted, and slugs never change:
    URLs and stored statistics contain them."""

    adders = changers = WRITERS
    list_display = ["name", "name_en", "slug", "order"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        """Prefill the slug of a new row, except for languages: theirs is a BCP 47 tag."""
        return {} if obj or self.model is Language else {"slug": ["name"]}
