"""Who may open the URLs of groups (vocabulary: tests/access.py)."""

from django.utils import timezone

from groups.joining.models import JoinLink, JoinRequest
from groups.jurisdictions.models import StaffInvitation
from groups.members.models import STOP_SIGNER, Invitation, MemberRole, address_hash
from groups.members.querysets import digest
from tests.access import PUBLIC, ROLES, SIGNED_IN, Row, only, verb
from tests.factories import MembershipFactory
from tests.groups.kim.registrations import change_request_for, complete_draft, decree_file

TOKEN = "surat-dari-bu-lurah"
MEMBERS = ("officer", "member")
NOT_MEMBERS = tuple(role for role in ROLES[1:] if role not in MEMBERS)


def live(world):
    # First access creates the members.
    assert world.officer and world.member
    return {"slug": world.group.slug}


def draft(world, **fields):
    """Return the slug of a draft with the same two members."""
    group = complete_draft(**fields)
    MembershipFactory(group=group, person=world.officer, role=MemberRole.SECRETARY)
    MembershipFactory(group=group, person=world.member)
    return {"slug": group.slug}


def with_decree(world):
    world.group.decree_file = decree_file()
    world.group.save()
    return live(world)


def with_change_request(world):
    change_request_for(world.group, by=world.officer, decree_file=decree_file())
    return live(world)


def membership(world):
    return live(world) | {"pk": world.group.memberships.get(person=world.member).pk}


def offered(world):
    kwargs = membership(world)
    world.group.memberships.filter(pk=kwargs["pk"]).update(chair_offered_at=timezone.now())
    return kwargs


def invitation(world, **fields):
    return Invitation.objects.create(
        **{"group": world.group, "email": "calon@example.org", "invited_by": world.officer}
        | {"token_digest": digest(TOKEN)}
        | fields
    )


def to_staff(world):
    StaffInvitation.objects.create(
        email=world.newcomer.email,
        role="reviewer",
        token_digest=digest(TOKEN),
        invited_by=world.administrator,
    )
    return {"token": TOKEN}


def to_newcomer(world):
    invitation(world, email=world.newcomer.email)
    return {"token": TOKEN}


def join_link(world):
    live(world)
    return {"token": JoinLink.create_for(world.group, by=world.officer).token}


def join_request(world):
    request = JoinRequest.objects.create(group=world.group, person=world.newcomer)
    return live(world) | {"pk": request.pk}


OWN = only(*MEMBERS, kwargs=live)
OFFICERS = only("officer", posts=True, refused={"member": 403}, kwargs=live)
DRAFTS = OFFICERS(kwargs=draft)
ACT = verb("officer", refused={"member": 403}, kwargs=live)
DECREE_SCAN = only(
    "officer",
    "reviewer",
    "national_reviewer",
    "administrator",
    refused={"member": 403, "editor": 403},
    writes=True,
)

ACCESS = {
    "group_list": PUBLIC,
    "group_detail": PUBLIC(kwargs=live),
    "my_groups": SIGNED_IN,
    "group_register": SIGNED_IN(posts=True),
    "group_home": OWN,
    "group_profile": OFFICERS,
    "group_decree": OFFICERS,
    "group_officers": DRAFTS,
    "group_declarations": DRAFTS,
    "group_check": only("officer", refused={"member": 403}, kwargs=draft),
    "group_submit": ACT(kwargs=draft),
    "change_send": ACT(kwargs=with_change_request),
    "change_discard": ACT(kwargs=with_change_request),
    "group_confirm": ACT,
    "group_withdraw": OFFICERS(data=lambda world: {"note": "Kami bubar."}),
    "group_decree_file": DECREE_SCAN(kwargs=with_decree),
    "change_decree_file": DECREE_SCAN(kwargs=with_change_request),
    "group_people": OWN,
    "group_invite": OFFICERS,
    "membership": only(*MEMBERS, posts=True, kwargs=membership),
    "membership_end": ACT(kwargs=membership),
    "membership_leave": verb("member", refused={"officer": 403}, kwargs=live),
    "chair_hand_over": ACT(kwargs=membership),
    "chair_take_back": ACT(kwargs=offered),
    "chair_accept": verb("member", refused={"officer": 403}, kwargs=offered),
    "chair_decline": verb("member", refused={"officer": 403}, kwargs=offered),
    "invitation_revoke": ACT(kwargs=lambda w: live(w) | {"pk": invitation(w).pk}),
    "invitation": SIGNED_IN(kwargs=to_newcomer),
    "invitation_accept": verb("newcomer", refused=403, kwargs=to_newcomer),
    "invitation_join": verb(
        "newcomer", kwargs=lambda w: {"pk": invitation(w, email=w.newcomer.email).pk}
    ),
    "invitation_stop": Row(
        posts=True, kwargs=lambda w: {"token": STOP_SIGNER.sign(address_hash("calon@example.org"))}
    ),
    "join_link": OFFICERS(posts=False),
    "join_link_make": ACT,
    "join_link_revoke": ACT,
    "join": SIGNED_IN(kwargs=join_link),
    "join_ask": verb(*NOT_MEMBERS, kwargs=join_link, refused=302),
    "join_accept": ACT(kwargs=join_request),
    "join_refuse": ACT(kwargs=join_request),
    "group_message": Row(posts=True, kwargs=live),
    "group_message_sent": Row(kwargs=live),
    "group_message_switch": ACT,
    "region_search": PUBLIC,
    "staff_invitation": SIGNED_IN(kwargs=to_staff),
    "staff_invitation_accept": verb("newcomer", refused=403, kwargs=to_staff),
}
