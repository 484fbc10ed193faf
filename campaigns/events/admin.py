from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaigns.events.models.event import OutreachEvent
from kimportal.staff.changelist import StateFilter
from kimportal.staff.moderated_admin import ModeratedAdmin


@admin.register(OutreachEvent)
class EventAdmin(ModeratedAdmin):
    """Every event of one's jurisdiction; the row leads to the review page."""

    list_display = ("title", "group", "region", "starts", "state", "state_since", "attendance")
    list_filter = (StateFilter, "mode")
    list_select_related = ("group", "region")
    search_help_text = _("Words of the title, the place, the KIM or the report")
    search_fields = ("title",)
    ordering = ("-starts", "-pk")
