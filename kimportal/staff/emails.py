from django.contrib import admin
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.rules import may_manage_staff
from kimportal.mail.models import OutgoingEmail
from kimportal.staff.base import StaffAdmin
from kimportal.ui.template_tags import day_clock


class SentFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "sent"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Still to be sent")),
            ("given-up", _("Given up")),
            ("sent", _("Sent")),
        ]

    def queryset(self, request, queryset):
        chosen = {
            "waiting": lambda: queryset.unsent(),
            "given-up": lambda: queryset.exclude(failed_at=None),
            "sent": lambda: queryset.exclude(sent_at=None),
        }.get(self.value())
        return chosen() if chosen else queryset


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(StaffAdmin):
    """The outbox, for national administrators: did it leave, and if not, why? Addresses stay
    masked."""

    is_remembered = False
    list_display = ("created_at", "masked_to", "subject", "standing", "error")
    list_filter = (SentFilter,)
    ordering = ("-id",)
    fields = readonly_fields = ("created_at", "masked_to", "subject", "standing", "error")

    def has_view_permission(self, request, obj=None):
        return bool(may_manage_staff(request.user))

    @admin.display(description=_("to"))
    def masked_to(self, letter):
        return masked(letter.to)

    @admin.display(description=_("state"))
    def standing(self, letter):
        """Where it is on its way, and since when."""
        if letter.sent_at:
            return gettext("Sent: %s") % day_clock(letter.sent_at)
        if letter.failed_at:
            return gettext("Given up: %s") % day_clock(letter.failed_at)
        if letter.tries:
            told = {"tries": letter.tries, "when": day_clock(letter.next_try_at)}
            said = ngettext(
                "Failed once; next try: %(when)s",
                "Failed %(tries)s times; next try: %(when)s",
                letter.tries,
            )
            return said % told
        return gettext("Still to be sent")


def masked(address):
    """s…@example.org: enough to recognise an address one knows, too little to use it."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host}"
