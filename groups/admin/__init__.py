from groups.admin.tables import GroupAdmin, OfficeAdmin, RegionAdmin, StaffInvitationAdmin

__all__ = ["GroupAdmin", "OfficeAdmin", "RegionAdmin", "StaffInvitationAdmin"]
