from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.jurisdictions.forms import StaffAccountForm, StaffInvitationForm
from groups.jurisdictions.models import StaffInvitation
from kimportal.accounts.models import Person, Role
from kimportal.accounts.rules import may_change_role, may_manage_staff
from kimportal.audit.models import Action, AuditEvent
from kimportal.staff.base import StaffAdmin
from kimportal.staff.emails import mask_email
from kimportal.staff.people import PersonAdmin
from kimportal.ui.template_tags import clock, day
from kimportal.web.permissions import require_permission


@admin.register(StaffInvitation)
class StaffInvitationAdmin(StaffAdmin):
    """National administrators invite staff by email."""

    form = StaffInvitationForm
    list_display = ("masked_email", "role", "where", "invited_by", "created_at", "standing")
    list_filter = ("role",)
    list_select_related = ("invited_by",)
    ordering = ("-id",)
    fields = ("email", "role", "whole_country", "regions")
    view_fields = ("email", "role", "regions", "invited_by", "created_at", "standing")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("regions")

    def get_fields(self, request, obj=None):
        return self.view_fields if obj else self.fields

    def has_view_permission(self, request, obj=None):
        return bool(may_manage_staff(request.user))

    has_add_permission = has_view_permission

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """Revoke by deletion, while the invitation is not accepted."""
        return self.has_view_permission(request) and not (obj and obj.accepted_at)

    @admin.display(description=_("e-mail"))
    def masked_email(self, invitation):
        return mask_email(invitation.email)

    @admin.display(description=_("jurisdiction"))
    def where(self, invitation):
        return invitation.places or _("The whole country")

    @admin.display(description=_("state"))
    def standing(self, invitation):
        if invitation.accepted_at:
            return gettext("Accepted: %s") % day(invitation.accepted_at)
        if invitation.revoked_at:
            return gettext("Replaced by a later one")
        if invitation.expires_at <= timezone.now():
            return gettext("Expired: %s") % day(invitation.expires_at)
        return gettext("Open until %s") % day(invitation.expires_at)

    def add_view(self, request, form_url="", extra_context=None):
        context = {"title": _("Invite staff")} | (extra_context or {})
        return super().add_view(request, form_url, context)

    def save_model(self, request, obj, form, change):
        # Serialise double clicks.
        Person.objects.select_for_update().get(pk=request.user.pk)
        request.sent_before = StaffInvitation.just_sent(**form.cleaned_data)
        sent = request.sent_before or StaffInvitation.send(by=request.user, **form.cleaned_data)
        obj.pk = sent.pk  # for the admin's log entry
        request.changes = {"role": [None, sent.role], "places": [None, sent.places]}

    def log_addition(self, request, obj, message):
        if not request.sent_before:
            super().log_addition(request, obj, message)

    def response_add(self, request, obj, post_url_continue=None):
        if sent := request.sent_before:
            message = gettext(
                "The invitation to %(email)s was sent at %(time)s already. To send another "
                "e-mail, open this invitation and delete it first."
            )
            values = {"email": sent.email, "time": clock(sent.created_at)}
            messages.info(request, message % values)
        else:
            message = gettext("An e-mail is on its way to %(email)s.") % {"email": obj.email}
            messages.success(request, message)
        next_page = "add" if "_addanother" in request.POST else "changelist"
        return redirect(f"admin:groups_staffinvitation_{next_page}")

    def log_deletions(self, request, queryset):
        """Record deletions without the address, as the audit log is append-only."""
        for invitation in queryset:
            changes = {"role": [invitation.role, None], "places": [invitation.places, None]}
            AuditEvent.objects.record(invitation, Action.EDIT, by=request.user, changes=changes)

    def save_related(self, request, form, formsets, change):
        """Do nothing: `StaffInvitation.send` has saved the regions."""


# kimportal.staff.people registers the read-only page, since kimportal knows no jurisdictions.
admin.site.unregister(Person)


@admin.register(Person)
class StaffAccountAdmin(PersonAdmin):
    """Accounts whose role and jurisdiction a national administrator changes."""

    form = StaffAccountForm
    fields = (
        *(name for name in PersonAdmin.fields if name != "places"),
        *("whole_country", "regions", "note"),
    )
    readonly_fields = tuple(set(PersonAdmin.fields) - {"role", "is_active"})

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return bool(may_manage_staff(request.user))
        return bool(may_change_role(request.user, obj))

    def lock_row(self, request, object_id):
        """Lock the administrators' rows too, and check the user's own role again.

        Two who end each other's role at the same time would leave no administrator.
        """
        administrators = Person.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")
        list(administrators.values_list("pk").select_for_update(no_key=True))
        require_permission(may_manage_staff(Person.objects.get(pk=request.user.pk)))
        super().lock_row(request, object_id)

    def get_fields(self, request, obj=None):
        """Return the form's fields, without the reason for whoever may only view."""
        return self.fields if self.has_change_permission(request, obj) else PersonAdmin.fields

    def save_model(self, request, obj, form, change):
        form.apply(by=request.user)
        request.changes = {}  # recorded by the model's methods
