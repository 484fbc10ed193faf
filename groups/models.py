"""The models of this app, imported here for Django; each lives in its noun's package."""

from groups.joining.models import JoinLink, JoinRequest
from groups.jurisdictions.models import Jurisdiction, StaffInvitation
from groups.kim.models import ActivityBasis, Group, SignerRole
from groups.members.models import Invitation, InvitationStop, MemberRole, Membership
from groups.regions.models import Kind, Level, Region, RegionStats
from groups.register_import.models import Register, RegisterRow

__all__ = [
    "ActivityBasis",
    "Group",
    "Invitation",
    "InvitationStop",
    "JoinLink",
    "JoinRequest",
    "Jurisdiction",
    "Kind",
    "Level",
    "MemberRole",
    "Membership",
    "Region",
    "RegionStats",
    "Register",
    "RegisterRow",
    "SignerRole",
    "StaffInvitation",
]
