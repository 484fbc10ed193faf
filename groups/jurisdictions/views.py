"""Becoming staff by invitation."""

from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from groups.jurisdictions import rules
from groups.jurisdictions.models import StaffInvitation
from groups.members.views import SPENT
from kimportal.moderation.actions import post_action
from kimportal.web.permissions import NotFoundWithReason, require_permission
from kimportal.web.views import MemberPage


def open_invitation(token):
    found = StaffInvitation.objects.open().by_token(token).first()
    if found is None:
        raise NotFoundWithReason(SPENT)
    return found


class StaffInvitationPage(MemberPage, TemplateView):
    template_name = "groups/jurisdictions/staff_invitation.html"
    http_method_names = ["get", "head", "options"]

    @cached_property
    def invitation(self):
        return open_invitation(self.kwargs["token"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            invitation=self.invitation,
            may_accept=rules.may_take_office(self.request.user, self.invitation),
            **kwargs,
        )


@post_action
def staff_invitation_accept(request, token):
    invitation = open_invitation(token)
    require_permission(rules.may_take_office(request.user, invitation))
    try:
        invitation.accept(by=request.user)
    except StaffInvitation.DoesNotExist:  # accepted in another window this instant
        raise NotFoundWithReason(SPENT)
    logout(request)
    return redirect("admin:index")
