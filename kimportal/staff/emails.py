from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.rules import may_manage_staff
from kimportal.mail.models import OutgoingEmail
from kimportal.staff.base import StaffAdmin
from kimportal.ui.template_tags import day_clock

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class DeliveryFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "sent"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, _StrOrPromise]]":
        return [
            ("waiting", _("Still to be sent")),
            ("given-up", _("Given up")),
            ("sent", _("Sent")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return queryset.unsent()
            case "given-up":
                return queryset.exclude(failed_at=None)
            case "sent":
                return queryset.exclude(sent_at=None)
        return queryset


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(StaffAdmin):
    """The outbox, for national administrators: was it sent, and if not, why?

    Addresses stay masked.
    """

    is_audited = False
    list_display = ("created_at", "masked_to", "subject", "status", "error")
    list_filter = (DeliveryFilter,)
    ordering = ("-id",)
    fields = readonly_fields = ("created_at", "masked_to", "subject", "status", "error")

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(may_manage_staff(request.user))

    @admin.display(description=_("to"))
    def masked_to(self, email: OutgoingEmail) -> str:
        return mask_email(email.to)

    @admin.display(description=_("state"))
    def status(self, email: OutgoingEmail) -> str:
        """Return the state of delivery, and since when."""
        if email.sent_at:
            return gettext("Sent: %s") % day_clock(email.sent_at)
        if email.failed_at:
            return gettext("Given up: %s") % day_clock(email.failed_at)
        if email.tries:
            context = {"tries": email.tries, "when": day_clock(email.next_try_at)}
            text = ngettext(
                "Failed once; next try: %(when)s",
                "Failed %(tries)s times; next try: %(when)s",
                email.tries,
            )
            return text % context
        return gettext("Still to be sent")


def mask_email(address: str) -> str:
    """Return "s…@example.org": enough to recognise an address, too little to use it."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host}"
