"""Every form of members whose words are kept, each on a page that its chair may open."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from kimportal.moderation.states import State
from tests.factories import EventFactory, GroupFactory, MaterialFactory, MembershipFactory


def event(world, **more):
    return EventFactory(group=world.group, begun_by=world.officer, **more)


def draft_group(world):
    group = GroupFactory(region=world.village, state=State.DRAFT)
    for person in (world.officer, world.member):
        MembershipFactory(
            group=group, person=person, role="chair" if person == world.officer else "secretary"
        )
    return group


def of_material(name, **more):
    return lambda world: reverse(name, args=[MaterialFactory(group=world.group, **more).slug])


def of_group(name):
    return lambda world: reverse(name, args=[world.group.slug])


def of_draft_group(name):
    return lambda world: reverse(name, args=[draft_group(world).slug])


#: Kind of form: its page.
FORMS = {
    "new": lambda world: world.officer and reverse("event_new"),
    "plan": lambda world: (
        event(
            world, plan=True, state=State.DRAFT, starts=timezone.now() + timedelta(days=3)
        ).own_url
        + "rencana/"
    ),
    "report": lambda world: event(world, plan=True, state=State.DRAFT).own_url + "lapor/",
    "event_withdraw": lambda world: event(world).own_url + "tarik/",
    "material_new": lambda world: reverse("material_new"),
    "material": of_material("material_edit", state=State.DRAFT),
    "material_withdraw": of_material("material_own"),
    "group_new": lambda world: reverse("group_register"),
    "group_profile": of_draft_group("group_profile"),
    "group_officers": of_draft_group("group_officers"),
    "group_decree": of_draft_group("group_decree"),
    "group_declarations": of_draft_group("group_declarations"),
    "group_withdraw": of_group("group_withdraw"),
    "invite": of_group("group_invite"),
    "membership": lambda world: reverse(
        "membership", args=[world.group.slug, MembershipFactory(group=world.group).pk]
    ),
    "account": lambda world: reverse("account_edit"),
}
#: Their statements must be declared anew.
NOTHING_KEPT = {"group_declarations"}
