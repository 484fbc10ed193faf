from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from groups.regions.models import Region
from kimportal.staff.base import StaffAdmin


@admin.register(Region)
class RegionAdmin(StaffAdmin):
    """The official list, read-only: it changes by decree (manage.py load_regions)."""

    list_display = ("code", "name", "kind", "full_name", "valid_to")
    list_filter = ("level",)
    search_fields = ("code", "name")
    search_help_text = _("A code or words of a place's name")
    ordering = ("code",)
    is_audited = False
    fields = readonly_fields = ("code", "name", "kind", "level", "full_name", "valid_to")

    @admin.display(description=_("full name"))
    def full_name(self, region):
        return region.path
