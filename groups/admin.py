from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from groups.models import Group, Region
from kimportal.admin.base import StaffAdmin, Window


@admin.register(Group)
class GroupAdmin(Window):
    list_display = ("name", "region", "state", "state_since", "verified_at", "last_confirmed_at")
    list_filter = ("state",)
    list_select_related = ("region",)
    search_help_text = _("Words of the name, the place or the description")
    search_fields = ("name",)
    ordering = ("name", "pk")


@admin.register(Region)
class RegionAdmin(StaffAdmin):
    """The official list; it changes by decree (manage.py load_regions), never by hand."""

    list_display = ("code", "name", "kind", "path", "valid_to")
    list_filter = ("level",)
    search_fields = ("code", "name")
    search_help_text = _("A code or words of a place's name")
    ordering = ("code",)
    fields = readonly_fields = ("code", "name", "kind", "level", "path", "valid_to")
