"""Transitions, permissions and visibility of materials."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.materials import rules
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.material import Material
from campaigns.materials.requirements import missing_requirements
from campaigns.verification import codes
from kimportal.audit.models import AuditEvent
from kimportal.moderation.states import InvalidTransition, State
from tests.factories import CampaignFactory, MaterialFactory, MaterialFileFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ROLES = (
    "newcomer member officer outsider reviewer far_reviewer national_reviewer editor administrator"
).split()
NOTED = {State.RETURNED, State.REJECTED, State.WITHDRAWN}


def of_group(world, state=State.LIVE, **fields):
    return MaterialFactory(group=world.group, state=state, **fields)


# -- who can see it


@pytest.mark.parametrize("state", State.values)
def test_the_public_sees_only_what_is_live(world, state):
    material = of_group(world, state)

    visible = Material.objects.visible_to(world.newcomer)

    assert list(visible) == ([material] if state == State.LIVE else [])


@pytest.mark.parametrize(("role", "state"), list(product(ROLES, State.values)))
def test_each_role_can_open_a_kims_material(world, role, state):
    material = of_group(world, state)
    own, staff = {"member", "officer"}, {"reviewer", "national_reviewer", "editor", "administrator"}
    expected = role in own or (role in staff and state != State.DRAFT)

    assert (
        Material.objects.in_charge_of(getattr(world, role)).filter(pk=material.pk).exists()
        == expected
    )


@pytest.mark.parametrize("role", ROLES)
def test_the_ministrys_drafts_are_for_national_staff(world, role):
    material = MaterialFactory(state=State.DRAFT)
    expected = role in {"national_reviewer", "editor", "administrator"}

    assert (
        Material.objects.in_charge_of(getattr(world, role)).filter(pk=material.pk).exists()
        == expected
    )


# -- who may do what


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("official", [True, False])
def test_who_may_publish(world, role, official):
    material = MaterialFactory(group=None if official else world.group, state=State.WAITING)
    local = {"reviewer", "national_reviewer", "administrator"}
    expected = {"national_reviewer", "administrator"} if official else local

    assert bool(rules.may_review(getattr(world, role), material)) == (role in expected)


def test_nobody_publishes_what_they_wrote(world):
    for part in ("created_by", "submitted_by"):
        material = MaterialFactory(state=State.WAITING, **{part: world.administrator})
        assert not rules.may_review(world.administrator, material)


def test_whoever_edited_a_material_may_not_review_it(world):
    material = MaterialFactory(state=State.DRAFT, created_by=world.editor)
    material.title = "Judul baru"
    material.edit(by=world.administrator, fields={"title"})
    material.submit(by=world.editor)

    assert not rules.may_review(world.administrator, material)
    assert rules.may_review(world.national_reviewer, material)
    assert not Material.objects.reviewable_by(world.administrator).exists()
    assert list(Material.objects.reviewable_by(world.national_reviewer)) == [material]


def test_a_reviewer_does_not_decide_on_their_own_kim(world):
    material = of_group(world, State.WAITING)
    world.group.memberships.create(person=world.reviewer, name="Rini")

    assert not rules.may_review(world.reviewer, material)
    assert not Material.objects.reviewable_by(world.reviewer).exists()


@pytest.mark.parametrize("role", ROLES)
def test_who_may_withdraw_a_kims_work(world, role):
    expected = {"officer", "reviewer", "national_reviewer", "administrator"}

    assert bool(rules.may_withdraw(getattr(world, role), of_group(world))) == (role in expected)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", State.values)
def test_who_may_write_and_when(world, role, state):
    material = of_group(world, state)
    expected = role in {"member", "officer"} and state in {State.DRAFT, State.RETURNED}

    assert bool(rules.may_edit(getattr(world, role), material)) == expected


# -- transitions

ALLOWED_STATES = {
    "submit": {State.DRAFT, State.RETURNED},
    "approve": {State.WAITING},
    "send_back": {State.WAITING},
    "reject": {State.WAITING},
    "withdraw": {State.LIVE},
    "restore": {State.WITHDRAWN},
    "new_edition": {State.LIVE, State.WITHDRAWN},
    "edit": {State.DRAFT, State.RETURNED},
}


@pytest.mark.parametrize(("action", "state"), list(product(ALLOWED_STATES, State.values)))
def test_each_action_has_its_states(world, action, state):
    material = of_group(world, state)
    arguments = {"note": "Sebab."} if action in {"send_back", "reject", "withdraw"} else {}
    arguments |= {"fields": {"title"}} if action == "edit" else {}

    if state in ALLOWED_STATES[action]:
        getattr(material, action)(by=world.administrator, **arguments)
    else:
        with pytest.raises(InvalidTransition):
            getattr(material, action)(by=world.administrator, **arguments)


def test_approval_gives_a_code_that_stays(world):
    material = of_group(world, State.WAITING)
    assert material.code == ""

    material.approve(by=world.reviewer)
    code = material.code
    material.withdraw(by=world.reviewer, note="Sebab.")
    material.restore(by=world.administrator)

    material.refresh_from_db()
    assert codes.is_code(code)
    assert material.code == code


def test_undoing_an_approval_invalidates_the_code(world, client):
    material = of_group(world, State.WAITING)
    material.approve(by=world.reviewer)

    material.undo(AuditEvent.objects.about(material).transitions().first(), by=world.reviewer)

    assert client.get(f"/v/{material.code}/").status_code == 404


def test_the_database_rejects_a_published_material_without_code(world):
    material = of_group(world, State.WAITING)

    with pytest.raises(IntegrityError), transaction.atomic():
        Material.objects.filter(pk=material.pk).update(state=State.LIVE)


def test_only_one_correction_at_a_time(world):
    material = of_group(world)
    material.new_edition(by=world.member)

    assert not rules.may_renew(world.member, material)
    with pytest.raises(InvalidTransition):
        material.new_edition(by=world.member)


def test_files_stay_as_approved(world):
    file = MaterialFileFactory(material=of_group(world, State.WAITING))

    with pytest.raises(InvalidTransition):
        file.remove(by=world.member)
    with pytest.raises(InvalidTransition):
        MaterialFile.objects.add_link(file.material, "https://example.org/", by=world.member)


def test_a_material_sent_in_during_the_quiet_period_is_marked(world):
    today = timezone.localdate()
    campaign = CampaignFactory()
    campaign.election = campaign._meta.get_field("election").related_model.objects.create(
        name="Pemilihan", kind="regional", quiet_starts=today, quiet_ends=today
    )
    campaign.save()
    material = of_group(world, State.DRAFT, campaign=campaign)

    material.submit(by=world.member)

    assert material.flag_list == ["quiet_period"]


# -- when it is visible


@pytest.mark.parametrize(
    ("after", "visible"), [(-1, False), (0, True), (59, True), (60, False), (61, False)]
)
def test_publish_and_expire_to_the_second(world, after, visible):
    begins = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    material = of_group(
        world, State.WAITING, publish_at=begins, expire_at=begins + timedelta(seconds=60)
    )
    material.approve(by=world.reviewer)

    with time_machine.travel(begins + timedelta(seconds=after), tick=False):
        assert Material.objects.listed().exists() is visible
        assert material.is_live is visible
        assert Material.objects.visible_to(world.newcomer).exists() is visible


def test_a_past_publication_time_becomes_the_time_of_approval(world):
    material = of_group(world, State.WAITING, publish_at=timezone.now() - timedelta(days=3))

    material.approve(by=world.reviewer)

    assert timezone.now() - material.published_at < timedelta(minutes=1)


# -- requirements

PICTURE = {"kind": "picture", "role": "original"}
AUDIO = {"kind": "audio", "role": "audio"}
VIDEO = {"kind": "video", "role": "video"}


@pytest.mark.parametrize(
    ("kind", "file", "texts", "missing"),
    [
        ("poster", None, {}, ["new_file"]),
        ("poster", PICTURE, {}, ["alt_text"]),
        ("poster", PICTURE, {"body": ""}, ["alt_text", "transcript"]),
        ("poster", PICTURE, {"alt_text": "Kotak suara"}, []),
        (
            "leaflet",
            {"kind": "document", "role": "document"},
            {"body": ""},
            ["alt_text", "transcript"],
        ),
        ("iklan-radio", AUDIO, {"body": ""}, ["transcript"]),
        ("iklan-radio", AUDIO, {"transcript": "Halo"}, []),
        ("jingle", None, {"body": ""}, ["new_file"]),
        ("videografis", VIDEO, {"body": ""}, ["transcript"]),
        ("videografis", VIDEO, {"has_captions": True}, []),
        ("artikel", None, {"body": ""}, ["body"]),
        ("artikel", None, {"source": "", "licence": ""}, ["source", "licence"]),
        ("artikel", None, {}, []),
    ],
)
def test_missing_requirements_of_each_kind(kind, file, texts, missing):
    material = MaterialFactory(kind=kind, state=State.DRAFT, **texts)
    if file:
        MaterialFileFactory(material=material, **file)

    assert [field for field, _sentence in missing_requirements(material)] == missing
    assert all(len(str(sentence)) > 20 for _field, sentence in missing_requirements(material))


def test_a_material_with_missing_requirements_is_not_submitted(world):
    material = of_group(world, State.DRAFT, source="")

    with pytest.raises(ValidationError) as error:
        material.submit(by=world.member)

    assert list(error.value.message_dict) == ["source"]
    material.refresh_from_db()
    assert material.state == State.DRAFT


def test_reserved_slugs_are_not_used():
    assert MaterialFactory(title="Feed", slug="").slug == "feed-2"
    assert MaterialFactory(title="Baru", slug="").slug == "baru-2"
    assert [MaterialFactory(title="Saring", slug="").slug for _ in range(2)] == [
        "saring",
        "saring-2",
    ]


def test_a_regional_reviewer_may_not_review_the_ministrys_materials(world):
    regional = StaffFactory(role="reviewer", within=["35"])

    assert not rules.may_review(regional, MaterialFactory(state=State.WAITING))


def test_a_withdrawn_material_whose_files_retention_deleted_is_not_restored(world):
    fields = {"kind": "poster", "state": State.WITHDRAWN, "group": world.group}
    file = MaterialFileFactory(**{f"material__{name}": value for name, value in fields.items()})
    assert rules.may_restore(world.reviewer, file.material)

    file.delete()

    denied = rules.may_restore(world.reviewer, file.material)
    assert not denied
    assert str(denied) == (
        "Berkasnya sudah dihapus dua tahun setelah ditarik. Mulailah versi baru."
    )
