"""What the public log says about KIM."""

from groups.kim.models import Group
from kimportal.audit.models import Action
from kimportal.transparency_log.facts import FactSource


class GroupFacts(FactSource):
    """Verification and withdrawal of a KIM; nothing about its people."""

    model = Group
    kind = "kim"
    names = {Action.APPROVE: "verified", Action.WITHDRAW: "withdrawn", Action.RESTORE: "restored"}

    def subject(self, group):
        return group.slug

    def values(self, group):
        return {"kim": group.slug}

    def fact(self, group, event):
        """Name the region where it was at that time; a KIM may move to a new code."""
        fact = super().fact(group, event)
        fact.values["region"] = event.region_code
        return fact
