from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView

from groups.kim import rules
from groups.kim.models import Group
from groups.kim.review_comments import changes_of
from groups.kim.steps import edit_url, label_of, step_list
from groups.kim.views.own import OwnGroupPage, own_group
from groups.members.forms import ReasonForm
from groups.members.models import Invitation, MemberRole
from kimportal.drafts.pages import KeepsDraft
from kimportal.moderation.actions import post_action
from kimportal.moderation.states import InvalidTransition, State
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage

MAX_ROWS = 50


class MyGroups(MemberPage, ListView):
    """The groups the user belongs to, and open invitations."""

    template_name = "groups/kim/member_list.html"
    context_object_name = "groups"

    def get_queryset(self):
        mine = Group.objects.of(self.request.user).select_related("region")
        return mine.order_by("name", "id")[:MAX_ROWS]

    def get_context_data(self, **kwargs):
        sent = Invitation.objects.open().sent_to(self.request.user).select_related("group__region")
        return super().get_context_data(invitations=list(sent.order_by("-id")[:20]), **kwargs)


class GroupHome(OwnGroupPage, TemplateView):
    """The group's state, what it waits for, and links to everything its members can do."""

    template_name = "groups/kim/member_detail.html"

    def get_context_data(self, **kwargs):
        person, group = self.request.user, self.group
        steps = step_list(group, None) if group.is_editable else []
        # A change request may hold contact data, which only officers see, as in a registration.
        is_officer = rules.membership_of(person, group).role != MemberRole.MEMBER
        change_request = group.last_change_request if group.is_live and is_officer else None
        if change_request and change_request.state == State.LIVE:
            change_request = None
        return super().get_context_data(
            change_request=change_request,
            changes=changes_of(group, change_request) if change_request else [],
            steps=steps,
            next_step=next((step for step in steps if step["state"] != "done"), None),
            officers=group.memberships.current().in_order(),
            edit_url=edit_url(group, group.state_field),
            edit_label=label_of(group.state_field) if group.state_field else "",
            may_edit_group=rules.may_edit_group(person, group),
            may_send_change=rules.may_send_change(person, group),
            may_confirm=rules.may_confirm(person, group),
            may_withdraw=group.is_live and rules.may_withdraw(person, group),
            may_open_decree=rules.may_open_decree(person, group),
            **kwargs,
        )


@post_action
def group_confirm(request, slug):
    group = own_group(request, slug)
    require_permission(rules.may_confirm(request.user, group))
    group.confirm(by=request.user)
    messages.success(request, _("Thank you. The public sees that the data is right today."))
    return redirect("group_home", group.slug)


@post_action
def change_send(request, slug):
    group = own_group(request, slug)
    require_permission(rules.may_send_change(request.user, group))
    group.submit_change(by=request.user)
    messages.success(request, _("Sent in. Until it is accepted the public sees what was approved."))
    return redirect("group_home", group.slug)


@post_action
def change_discard(request, slug):
    group = own_group(request, slug)
    require_permission(rules.may_send_change(request.user, group))
    group.discard_change()
    messages.success(request, _("The change is forgotten; nothing else has changed."))
    return redirect("group_home", group.slug)


class WithdrawPage(KeepsDraft, OwnGroupPage, FormView):
    """Withdraw the group from the public, with a reason for its other officers."""

    template_name = "groups/kim/withdraw.html"
    form_class = ReasonForm
    draft_kind = "group_withdraw"
    rule = staticmethod(rules.may_withdraw)

    def check(self):
        super().check()
        if not self.group.is_live:
            raise InvalidTransition(self.group, State.WITHDRAWN)

    def form_valid(self, form):
        self.group.withdraw(by=self.request.user, note=form.cleaned_data["note"])
        messages.success(self.request, _("%(group)s is no longer shown.") % {"group": self.group})
        return self.redirect_to("group_home")
