from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.models import Person
from kimportal.accounts.rules import may_manage_staff
from kimportal.staff.base import StaffAdmin
from kimportal.staff.emails import mask_email

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@admin.register(Person)
class PersonAdmin(StaffAdmin):
    """Accounts and roles, for national administrators: people belong to no region.

    Contact data stays masked.
    """

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

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(may_manage_staff(request.user))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("jurisdictions__region")

    @admin.display(description=_("e-mail"))
    def masked_email(self, person: Person) -> str:
        return mask_email(person.email)

    @admin.display(description=_("jurisdiction"))
    def places(self, person: Person) -> "_StrOrPromise":
        if not person.is_staff:
            return "–"
        regions = [str(jurisdiction.region) for jurisdiction in person.jurisdictions.all()]
        return "; ".join(regions) or _("The whole country")
