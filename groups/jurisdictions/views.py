"""Pages on which an invited person becomes staff."""

from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from groups.jurisdictions import rules
from groups.jurisdictions.models import StaffInvitation
from groups.members.views import INVALID_INVITATION
from kimportal.moderation.actions import post_action
from kimportal.web.permissions import NotFoundWithReason, require_permission
from kimportal.web.views import MemberPage


def open_invitation(token):
    invitation = StaffInvitation.objects.open().by_token(token).first()
    if invitation is None:
        raise NotFoundWithReason(INVALID_INVITATION)
    return invitation


class StaffInvitationPage(MemberPage, TemplateView):
    template_name = "groups/jurisdictions/staff_invitation.html"
    http_method_names = ["get", "head", "options"]

    @cached_property
    def invitation(self):
        return open_invitation(self.kwargs["token"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            invitation=self.invitation,
            may_accept=rules.may_accept_staff_invitation(self.request.user, self.invitation),
            **kwargs,
        )


@post_action
def staff_invitation_accept(request, token):
    invitation = open_invitation(token)
    require_permission(rules.may_accept_staff_invitation(request.user, invitation))
    try:
        invitation.accept(by=request.user)
    except StaffInvitation.DoesNotExist:  # accepted by another request meanwhile
        raise NotFoundWithReason(INVALID_INVITATION)
    logout(request)
    return redirect("admin:index")
