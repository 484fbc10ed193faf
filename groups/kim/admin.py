from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from groups.kim.models import Group
from groups.register_import import views
from groups.stewardship import views as stewardship
from kimportal.staff.changelist import StateFilter
from kimportal.staff.moderated_admin import ModeratedAdmin


@admin.register(Group)
class GroupAdmin(ModeratedAdmin):
    list_display = ("name", "region", "standing", "state_since", "verified_at", "last_confirmed_at")
    list_filter = (StateFilter,)
    list_select_related = ("region",)
    search_help_text = _("Words of the name, the place or the description")
    search_fields = ("name",)
    ordering = ("name", "pk")

    @admin.display(description=_("state"), ordering="state")
    def standing(self, group):
        return group.get_state_display()

    def get_urls(self):
        """Add the pages that import a register of KIM, and those that act for a KIM."""
        return [*views.urlpatterns, *stewardship.urlpatterns, *super().get_urls()]
