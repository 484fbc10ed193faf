"""What may happen to a material, by whom, and when it is seen."""

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
from campaigns.materials.requirements import lacking
from campaigns.verification import codes
from kimportal.audit.models import AuditEvent
from kimportal.moderation.states import InvalidTransition, State
from tests.factories import CampaignFactory, MaterialFactory, MaterialFileFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ROLES = (
    "newcomer member officer outsider reviewer far_reviewer national_reviewer editor administrator"
).split()
NOTED = {State.RETURNED, State.REJECTED, State.WITHDRAWN}


def of_group(world, state=State.LIVE, **facts):
    return MaterialFactory(group=world.group, state=state, **facts)


# -- who sees it


@pytest.mark.parametrize("state", State.values)
def test_the_public_sees_only_what_is_live(world, state):
    material = of_group(world, state)

    seen = Material.objects.visible_to(world.newcomer)

    assert list(seen) == ([material] if state == State.LIVE else [])


@pytest.mark.parametrize(("role", "state"), list(product(ROLES, State.values)))
def test_each_role_finds_a_kims_work_in_its_charge(world, role, state):
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


def test_who_touched_a_word_is_no_second_person(world):
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

    assert bool(rules.may_edit_group(getattr(world, role), material)) == expected


# -- what may happen

ROAD = {
    "submit": {State.DRAFT, State.RETURNED},
    "approve": {State.WAITING},
    "send_back": {State.WAITING},
    "reject": {State.WAITING},
    "withdraw": {State.LIVE},
    "restore": {State.WITHDRAWN},
    "new_edition": {State.LIVE, State.WITHDRAWN},
    "edit": {State.DRAFT, State.RETURNED},
}


@pytest.mark.parametrize(("action", "state"), list(product(ROAD, State.values)))
def test_each_act_has_its_states(world, action, state):
    material = of_group(world, state)
    told = {"note": "Sebab."} if action in {"send_back", "reject", "withdraw"} else {}
    told |= {"fields": {"title"}} if action == "edit" else {}

    if state in ROAD[action]:
        getattr(material, action)(by=world.administrator, **told)
    else:
        with pytest.raises(InvalidTransition):
            getattr(material, action)(by=world.administrator, **told)


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


def test_an_approval_taken_back_takes_the_code_off_the_street(world, client):
    material = of_group(world, State.WAITING)
    material.approve(by=world.reviewer)

    material.undo(AuditEvent.objects.about(material).transitions().first(), by=world.reviewer)

    assert client.get(f"/v/{material.code}/").status_code == 404


def test_the_database_knows_no_published_material_without_code(world):
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
        MaterialFile.objects.point_to(file.material, "https://example.org/", by=world.member)


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


# -- when it is seen


@pytest.mark.parametrize(
    ("after", "seen"), [(-1, False), (0, True), (59, True), (60, False), (61, False)]
)
def test_publish_and_expire_to_the_second(world, after, seen):
    begins = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    material = of_group(
        world, State.WAITING, publish_at=begins, expire_at=begins + timedelta(seconds=60)
    )
    material.approve(by=world.reviewer)

    with time_machine.travel(begins + timedelta(seconds=after), tick=False):
        assert Material.objects.listed().exists() is seen
        assert material.is_live is seen
        assert Material.objects.visible_to(world.newcomer).exists() is seen


def test_it_counts_from_approval_when_its_time_has_passed_already(world):
    material = of_group(world, State.WAITING, publish_at=timezone.now() - timedelta(days=3))

    material.approve(by=world.reviewer)

    assert timezone.now() - material.published_at < timedelta(minutes=1)


# -- what it must carry

PICTURE = {"kind": "picture", "role": "original"}
SOUND = {"kind": "audio", "role": "audio"}
FILM = {"kind": "video", "role": "video"}


@pytest.mark.parametrize(
    ("kind", "file", "words", "missing"),
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
        ("iklan-radio", SOUND, {"body": ""}, ["transcript"]),
        ("iklan-radio", SOUND, {"transcript": "Halo"}, []),
        ("jingle", None, {"body": ""}, ["new_file"]),
        ("videografis", FILM, {"body": ""}, ["transcript"]),
        ("videografis", FILM, {"has_captions": True}, []),
        ("artikel", None, {"body": ""}, ["body"]),
        ("artikel", None, {"source": "", "licence": ""}, ["source", "licence"]),
        ("artikel", None, {}, []),
    ],
)
def test_what_each_kind_still_needs(kind, file, words, missing):
    material = MaterialFactory(kind=kind, state=State.DRAFT, **words)
    if file:
        MaterialFileFactory(material=material, **file)

    assert [field for field, _sentence in lacking(material)] == missing
    assert all(len(str(sentence)) > 20 for _field, sentence in lacking(material))


def test_what_lacks_something_is_not_sent_in(world):
    material = of_group(world, State.DRAFT, source="")

    with pytest.raises(ValidationError) as refusal:
        material.submit(by=world.member)

    assert list(refusal.value.message_dict) == ["source"]
    material.refresh_from_db()
    assert material.state == State.DRAFT


def test_slugs_never_take_the_portals_own_addresses():
    assert MaterialFactory(title="Feed", slug="").slug == "feed-2"
    assert MaterialFactory(title="Baru", slug="").slug == "baru-2"
    assert [MaterialFactory(title="Saring", slug="").slug for _ in range(2)] == [
        "saring",
        "saring-2",
    ]


def test_a_regional_editor_is_not_asked_about_the_ministrys_own(world):
    regional = StaffFactory(role="reviewer", within=["35"])

    assert not rules.may_review(regional, MaterialFactory(state=State.WAITING))


def test_a_withdrawn_material_whose_files_retention_deleted_is_not_restored(world):
    facts = {"kind": "poster", "state": State.WITHDRAWN, "group": world.group}
    file = MaterialFileFactory(**{f"material__{name}": value for name, value in facts.items()})
    assert rules.may_restore(world.reviewer, file.material)

    file.delete()

    refusal = rules.may_restore(world.reviewer, file.material)
    assert not refusal
    assert str(refusal) == (
        "Berkasnya sudah dihapus dua tahun setelah ditarik. Mulailah versi baru."
    )
