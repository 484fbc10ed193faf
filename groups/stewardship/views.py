"""Pages of the staff site on which the office acts for a KIM that cannot do so itself."""

from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from groups.kim.forms import STALE_MESSAGE
from groups.kim.models import Group
from groups.stewardship import acts, rules
from groups.stewardship.forms import (
    ChairForm,
    DecreeForForm,
    OfficerForm,
    ProfileForForm,
    ReasonForm,
    RegisterForForm,
)
from kimportal.moderation.change_requests import StaleObject
from kimportal.moderation.states import InvalidTransition
from kimportal.staff.pages import StaffPage, conflict, staff_action
from kimportal.web.permissions import require_permission

MAX_SHOWN = 100


def group_in_jurisdiction(request, pk):
    """Return the KIM, else raise Http404: drafts belong to their authors."""
    groups = Group.objects.overseen_by(request.user).select_related("region__parent")
    return get_object_or_404(groups, pk=pk)


class StewardshipPage(StaffPage):
    """Everything staff can do for one KIM, and why some of it is not possible now."""

    template_name = "groups/stewardship/overview.html"

    def get_context_data(self, pk, **kwargs):
        group, person = group_in_jurisdiction(self.request, pk), self.request.user
        require_permission(rules.may_look_after(person, group))
        memberships = group.memberships.filter(until=None).select_related("person").in_order()
        return super().get_context_data(
            group=group,
            memberships=memberships[:MAX_SHOWN],
            invitations=group.invitations.open().order_by("-id")[:MAX_SHOWN],
            # As text: a Denied is falsy, so the page would not show its reason.
            edit_refusal=_refusal(rules.may_edit_for(person, group)),
            may_appoint=bool(rules.may_appoint(person, group)),
            may_confirm=bool(rules.may_confirm_for(person, group)),
            may_take_back=bool(rules.may_take_back(person, group)),
            may_send=bool(rules.may_send_for(person, group)),
            may_reopen=bool(rules.may_reopen(person, group)),
            **kwargs,
        )


def _refusal(answer):
    return "" if answer else str(answer)


class StewardshipForm(FormView):
    """A form about one KIM; `rule` is the permission it requires."""

    template_name = "groups/stewardship/form.html"
    rule = staticmethod(rules.may_look_after)
    title = lead = button = ""

    @classmethod
    def as_view(cls, **kwargs):
        return admin.site.admin_view(super().as_view(**kwargs))

    @cached_property
    def group(self):
        return group_in_jurisdiction(self.request, self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        require_permission(self.rule(request.user, self.group))
        try:
            return super().dispatch(request, *args, **kwargs)
        except InvalidTransition as error:
            return conflict(request, error.item)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"group": self.group}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            group=self.group, title=self.title, lead=self.lead, button=self.button, **kwargs
        )

    def done(self, message):
        messages.success(self.request, message)
        return redirect("admin:group_stewardship", self.group.pk)


class ChairPage(StewardshipForm):
    form_class = ChairForm
    rule = staticmethod(rules.may_appoint)
    title = gettext_lazy("Invite the chair")
    lead = gettext_lazy(
        "Also when the chair lost the account, left or died. The chair until now is told by e-mail "
        "and no longer acts for the KIM."
    )
    button = gettext_lazy("Invite as chair")

    def get_initial(self):
        chair = self.group.memberships.filter(until=None).chairs().first()
        return {"name": chair.name} if chair and chair.person_id is None else {}

    def form_valid(self, form):
        chair = acts.appoint_chair(self.group, by=self.request.user, **form.cleaned_data)
        if chair.person_id:
            return self.done(_("%(name)s is the chair now.") % {"name": chair.name})
        return self.done(
            _("An e-mail is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
        )


class OfficerPage(StewardshipForm):
    form_class = OfficerForm
    rule = staticmethod(rules.may_appoint)
    title = gettext_lazy("Name an officer")
    lead = gettext_lazy("As the decree names them; the name is not shown to the public.")
    button = gettext_lazy("Name the officer")

    def form_valid(self, form):
        officer = acts.appoint_officer(self.group, by=self.request.user, **form.cleaned_data)
        return self.done(_("%(name)s is named.") % {"name": officer.name})


class EndOfficerPage(StewardshipForm):
    form_class = ReasonForm
    title = gettext_lazy("An officer left")
    button = gettext_lazy("End the office")

    @cached_property
    def membership(self):
        members = self.group.memberships.filter(until=None).exclude(role="chair")
        membership = get_object_or_404(members, pk=self.kwargs["membership"])
        membership.group = self.group
        return membership

    @property
    def lead(self):
        return str(self.membership)

    def form_valid(self, form):
        acts.end_officer(self.membership, by=self.request.user, **form.cleaned_data)
        return self.done(_("%(name)s is no longer in the KIM.") % {"name": self.membership.name})


class ReopenPage(StewardshipForm):
    form_class = ReasonForm
    rule = staticmethod(rules.may_reopen)
    title = gettext_lazy("Open the rejected registration again")
    lead = gettext_lazy("It goes back for mending: its officers, or you, complete it and send it.")
    button = gettext_lazy("Open again")

    def form_valid(self, form):
        self.group.reopen(by=self.request.user, note=form.cleaned_data["note"])
        return self.done(_("“%s” is open again.") % self.group)


class EditPage(StewardshipForm):
    """Edit in place of the officers: a live KIM by a change request, a returned one at once."""

    rule = staticmethod(rules.may_edit_for)
    title = gettext_lazy("Edit for the KIM")
    lead = gettext_lazy(
        "A colleague decides on the change of a verified KIM; its officers see it and get an "
        "e-mail."
    )
    button = gettext_lazy("Save the change")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["group"]
        kwargs["initial"] = {"version_token": self.group.version_token}
        return kwargs | {"instance": self.group.preview_with_changes}

    def form_valid(self, form):
        values = form.valid_values()
        if not values:
            return self.done(_("Nothing has changed."))
        token = form.data.get("version_token", "")
        try:
            acts.propose_change(self.group, values, by=self.request.user, version_token=token)
        except StaleObject:
            form.add_error(None, STALE_MESSAGE)
            return self.form_invalid(form)
        if self.group.is_live:
            return self.done(_("Sent in. A colleague decides on it; the KIM was told."))
        return self.done(_("Saved."))


class RegisterForPage(FormView):
    """Enter a KIM that has neither phone nor account."""

    template_name = "groups/stewardship/register.html"
    form_class = RegisterForForm

    @classmethod
    def as_view(cls, **kwargs):
        return admin.site.admin_view(super().as_view(**kwargs))

    def dispatch(self, request, *args, **kwargs):
        codes = request.user.jurisdiction_codes or [""]
        require_permission(rules.may_register_for(request.user, codes[0]))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"person": self.request.user}

    @transaction.atomic
    def form_valid(self, form):
        self.request.user.lock_row()
        data = form.cleaned_data
        mine = Group.objects.waiting().filter(submitted_by=self.request.user)
        group = mine.filter(name=data["name"], region=data["region"]).first()  # a second tap
        if group is None:
            group = acts.register(by=self.request.user, **data)
        messages.success(self.request, _("Sent in. A colleague decides on it."))
        return redirect("admin:group_stewardship", group.pk)


@staff_action
def confirm(request, pk):
    group = group_in_jurisdiction(request, pk)
    require_permission(rules.may_confirm_for(request.user, group))
    acts.confirm(group, by=request.user)
    messages.success(request, _("The data is confirmed as of today."))
    return redirect("admin:group_stewardship", group.pk)


@staff_action
def take_back(request, pk):
    group = group_in_jurisdiction(request, pk)
    require_permission(rules.may_take_back(request.user, group))
    group.send_back(by=request.user, note=_("The local office completes this itself."))
    messages.success(request, _("It is yours to mend now. Send it in when it is complete."))
    return redirect("admin:group_stewardship", group.pk)


@staff_action
def send(request, pk):
    group = group_in_jurisdiction(request, pk)
    require_permission(rules.may_send_for(request.user, group))
    group.submit(by=request.user)
    messages.success(request, _("Sent in. A colleague decides on it."))
    return redirect("admin:group_stewardship", group.pk)


ONE = "<int:pk>/stewardship"
urlpatterns = [
    path("record/", RegisterForPage.as_view(), name="group_record"),
    path(f"{ONE}/", StewardshipPage.as_view(), name="group_stewardship"),
    path(f"{ONE}/chair/", ChairPage.as_view(), name="group_stewardship_chair"),
    path(f"{ONE}/officer/", OfficerPage.as_view(), name="group_stewardship_officer"),
    path(
        f"{ONE}/officer/<int:membership>/end/",
        EndOfficerPage.as_view(),
        name="group_stewardship_end",
    ),
    path(
        f"{ONE}/profile/",
        EditPage.as_view(form_class=ProfileForForm),
        name="group_stewardship_profile",
    ),
    path(
        f"{ONE}/decree/",
        EditPage.as_view(form_class=DecreeForForm),
        name="group_stewardship_decree",
    ),
    path(f"{ONE}/reopen/", ReopenPage.as_view(), name="group_stewardship_reopen"),
    path(f"{ONE}/confirm/", confirm, name="group_stewardship_confirm"),
    path(f"{ONE}/take-back/", take_back, name="group_stewardship_take_back"),
    path(f"{ONE}/send/", send, name="group_stewardship_send"),
]
