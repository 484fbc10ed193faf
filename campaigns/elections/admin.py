from django.contrib import admin

from campaigns.elections.forms import CampaignForm, ElectionForm
from campaigns.elections.models import Campaign, Election, Language, Pillar, Setting
from kimportal.staff.base import StaffAdmin

WRITERS = ("administrator", "editor")


@admin.register(Election)
class ElectionAdmin(StaffAdmin):
    form = ElectionForm
    adders = changers = WRITERS
    list_display = ["name", "kind", "voting_day", "quiet_starts", "quiet_ends"]


@admin.register(Campaign)
class CampaignAdmin(StaffAdmin):
    form = CampaignForm
    adders = changers = WRITERS
    list_display = ["name", "election", "starts", "ends", "is_public"]
    list_select_related = ["election"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request, obj=None):
        """An address that was given out stays."""
        return {} if obj else self.prepopulated_fields


@admin.register(Pillar, Setting, Language)
class WordAdmin(StaffAdmin):
    """Words of the portal that staff may add to; one in use is never taken away, and its key
    stays: addresses and stored counts are written with it."""

    adders = changers = WRITERS
    list_display = ["name", "name_en", "slug", "order"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        """Of a new word; the tag of a language is not made of its name."""
        return {} if obj or self.model is Language else {"slug": ["name"]}
