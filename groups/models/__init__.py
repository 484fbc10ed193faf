from groups.models.group import ActivityBasis, Group, SignerRole
from groups.models.invitation import Invitation
from groups.models.jurisdiction import Jurisdiction
from groups.models.membership import MemberRole, Membership
from groups.models.region import Kind, Level, Region

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
    "SignerRole",
]
