"""Access table of materials, programmes and verification codes."""

from kimportal.moderation.states import State
from tests.access import PUBLIC, SIGNED_IN, only, verb
from tests.factories import CampaignFactory, MaterialFactory, MaterialFileFactory

STAFF = ("reviewer", "national_reviewer", "editor", "administrator")


def live(world):
    return {"slug": MaterialFactory(group=world.group).slug}


def draft(world):
    return {"slug": MaterialFactory(group=world.group, state=State.DRAFT).slug}


def file_of(state):
    def kwargs(world):
        material = MaterialFactory(group=world.group, state=state)
        return {"slug": material.slug, "pk": MaterialFileFactory(material=material).pk}

    return kwargs


def code(world):
    return {"code": MaterialFactory().formatted_code}


def group(world):
    # First access creates the members.
    assert world.officer and world.member
    return {"slug": world.group.slug}


#: Who belongs to the KIM reads why not; nobody else learns that the page exists.
MEMBER_REFUSED = {"member": 403}

ACCESS = {
    "material_list": PUBLIC,
    "material_feed": PUBLIC,
    "material_detail": PUBLIC(kwargs=live),
    "material_download": PUBLIC(status=302, writes=True, kwargs=file_of(State.LIVE)),
    "material_file": PUBLIC(kwargs=file_of(State.LIVE)),
    "campaign_list": PUBLIC,
    "campaign_detail": PUBLIC(kwargs=lambda world: {"slug": CampaignFactory().slug}),
    "verify": PUBLIC,
    "verify_code": PUBLIC(kwargs=code),
    "verify_qr": PUBLIC(kwargs=code),
    "officer_cards": only("officer", kwargs=group, refused=MEMBER_REFUSED),
    "officer_cards_issue": verb("officer", kwargs=group, refused=MEMBER_REFUSED),
    "verify_preview": PUBLIC(kwargs=code),
    "my_materials": SIGNED_IN,
    "material_new": SIGNED_IN(posts=True),
    "material_own": only("member", "officer", *STAFF, kwargs=live),
    "material_preview": only("member", "officer", *STAFF, kwargs=live),
    "material_edit": only("member", "officer", posts=True, kwargs=draft),
    "material_own_file": only("member", "officer", kwargs=file_of(State.DRAFT)),
    "material_file_add": verb("member", "officer", kwargs=draft),
    "material_file_remove": verb("member", "officer", kwargs=file_of(State.DRAFT)),
    "material_submit": verb("member", "officer", kwargs=draft),
    "material_renew": verb("member", "officer", kwargs=live, refused=dict.fromkeys(STAFF, 403)),
    "material_withdraw": verb(
        "officer",
        "reviewer",
        "national_reviewer",
        "administrator",
        kwargs=live,
        refused={"member": 403, "editor": 403},
        data=lambda world: {"note": "Tempatnya pindah."},
    ),
}
