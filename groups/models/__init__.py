from groups.models.group import ActivityBasis, Group, SignerRole
from groups.models.invitation import Invitation
from groups.models.jurisdiction import Jurisdiction
from groups.models.membership import MemberRole, Membership
from groups.models.region import Kind, Level, Region
from groups.models.region_tally import RegionTally
from groups.models.register import Register
from groups.models.staff_invitation import StaffInvitation

__all__ = [
    "ActivityBasis",
    "Group",
    "Invitation",
    "Jurisdiction",
    "Kind",
    "Level",
    "MemberRole",
    "Membership",
    "Region",
    "RegionTally",
    "Register",
    "SignerRole",
    "StaffInvitation",
]
