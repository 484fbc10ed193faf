"""A set of regions, groups and people in every role, for tests of permissions."""

from functools import cached_property

from groups.members.models import MemberRole
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    RegionFactory,
    StaffFactory,
)


class World:
    """Regions, groups and people, each created on first access.

    `group` is live in Kel. Sukun, Kota Malang; `other_group` in Mataram, outside the jurisdiction
    and membership of everybody who belongs to the first.
    """

    @cached_property
    def village(self):
        return RegionFactory(code="35.73.04.1003")

    @cached_property
    def district(self):
        return self.village.parent

    @cached_property
    def regency(self):
        return self.district.parent

    @cached_property
    def province(self):
        return self.regency.parent

    @cached_property
    def far_village(self):
        return RegionFactory(code="52.71.05.1002")

    @cached_property
    def group(self):
        return GroupFactory(region=self.village, name="KIM Sukun Berseri", slug="kim-sukun-berseri")

    @cached_property
    def other_group(self):
        return GroupFactory(region=self.far_village, name="KIM Kekalik", slug="kim-kekalik")

    @cached_property
    def newcomer(self):
        """Has an account and no group."""
        return PersonFactory(name="Nur Baru")

    @cached_property
    def member(self):
        return MembershipFactory(group=self.group, person__name="Mega Anggota").person

    @cached_property
    def officer(self):
        """Chairs `group`."""
        chair = {"role": MemberRole.CHAIR, "person__name": "Oki Ketua"}
        return MembershipFactory(group=self.group, **chair).person

    @cached_property
    def outsider(self):
        """Chairs `other_group`."""
        chair = {"role": MemberRole.CHAIR, "person__name": "Luar Ketua"}
        return MembershipFactory(group=self.other_group, **chair).person

    @cached_property
    def reviewer(self):
        """Reviews in the regency of `group`."""
        return StaffFactory(name="Rini Malang", within=[self.regency.code])

    @cached_property
    def far_reviewer(self):
        """Reviews in another province only."""
        return StaffFactory(name="Rahmat Mataram", within=[self.far_village.code[:5]])

    @cached_property
    def national_reviewer(self):
        return StaffFactory(name="Nadia Nasional")

    @cached_property
    def editor(self):
        return StaffFactory(name="Edi Penyunting", role="editor")

    @cached_property
    def administrator(self):
        return StaffFactory(name="Ade Admin", role="administrator")
