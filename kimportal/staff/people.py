from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.models import Person
from kimportal.accounts.rules import may_manage_staff
from kimportal.staff.base import StaffAdmin
from kimportal.staff.emails import masked


@admin.register(Person)
class PersonAdmin(StaffAdmin):
    """Who has an account and which role, for national administrators, since people belong to no
    region; contact data stays masked."""

    list_display = ("name", "masked_email", "role", "places", "is_active", "joined_at")
    list_filter = ("role", "is_active")
    search_fields = ("name", "=email")
    search_help_text = _("A name, or a whole e-mail address")
    ordering = ("name", "pk")
    fields = readonly_fields = (
        "name",
        "masked_email",
        "role",
        "places",
        "language",
        "is_active",
        "joined_at",
        "last_login",
        "erased_at",
    )

    def has_view_permission(self, request, obj=None):
        return bool(may_manage_staff(request.user))

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("jurisdictions__region")

    @admin.display(description=_("e-mail"))
    def masked_email(self, person):
        return masked(person.email)

    @admin.display(description=_("jurisdiction"))
    def places(self, person):
        if not person.is_staff:
            return "–"
        named = [str(one.region) for one in person.jurisdictions.all()]
        return "; ".join(named) or _("The whole country")
