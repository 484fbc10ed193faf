from django.utils.translation import gettext as _

from groups.regions.models import lies_in
from kimportal.accounts import rules
from kimportal.web.permissions import Denied


def has_jurisdiction(person, code):
    """Whether the region code lies in a staff person's jurisdiction; without one, always."""
    codes = person.jurisdiction_codes
    return not codes or any(lies_in(code, wider) for wider in codes)


def may_accept_staff_invitation(person, invitation):
    if invitation.email != person.email:
        return Denied(_("This invitation was sent to another address. Sign in with that one."))
    if not rules.may_manage_staff(invitation.invited_by):
        return Denied(_("Whoever invited you may no longer do so. Ask for a new invitation."))
    return True
