"""Every form and parameter of groups with the hostile texts and numbers of the bar."""

import pytest
from django.urls import reverse

from groups.kim.models import Group
from groups.members.models import MemberRole
from tests.bad_input import attack, probe, strange_addresses
from tests.factories import GroupFactory, MembershipFactory, RegionFactory
from tests.groups.kim.registrations import complete_draft
from tests.groups.kim.test_registration_pages import DECLARED, DECREE, OFFICERS, PROFILE

pytestmark = pytest.mark.django_db

LINKS = dict.fromkeys(["website", "instagram", "facebook", "youtube", "tiktok"], "")
COMPLETE_PROFILE = (
    PROFILE
    | LINKS
    | {
        "founded": "2019-08-17",
        "activity_basis": "",
        "address": "",
        "kim_id_number": "",
        "contact_email": "",
    }
)


@pytest.fixture
def draft(sari):
    group = complete_draft()
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)
    return group


@pytest.fixture
def sari_signed_in(sari, sign_in):
    client = sign_in(sari)
    client.raise_request_exception = False
    return client


@pytest.fixture
def fresh(draft):
    return lambda: {"version_token": Group.objects.get(pk=draft.pk).version_token}


def every_page_opens(client, group):
    """Assert that no accepted value breaks a page that shows it."""
    for name in ("group_home", "group_profile", "group_officers", "group_decree", "group_check"):
        assert client.get(reverse(name, args=[group.slug])).status_code == 200
    assert client.get(reverse("dashboard")).status_code == 200


def test_beginning_a_registration(sari_signed_in, monkeypatch):
    monkeypatch.setattr("groups.kim.rules.MAX_DRAFTS", 10_000)
    village = RegionFactory()
    good = {"name": "KIM Sukun", "region": village.pk, "own_name": "Sari", "role": "chair"}
    fields = ["name", "region", "region_1", "region_next", "own_name", "role"]

    address = reverse("group_register")
    assert attack(sari_signed_in, address, good, fields=fields, alone=["name", "own_name"]) == []
    assert sari_signed_in.get(reverse("my_groups")).status_code == 200


def test_the_profile(sari_signed_in, draft, fresh):
    good = COMPLETE_PROFILE | {"region": draft.region_id}
    fields = [*good, "version_token", "logo", "state", "id"]
    address = reverse("group_profile", args=[draft.slug])

    assert attack(sari_signed_in, address, good, fields=fields, prepare=fresh) == []
    every_page_opens(sari_signed_in, draft)


def test_the_decree(sari_signed_in, draft, fresh):
    good = DECREE | {"decree_signer_name": "", "decree_valid_until": ""}
    address = reverse("group_decree", args=[draft.slug])

    assert (
        attack(sari_signed_in, address, good, fields=[*good, "version_token"], prepare=fresh) == []
    )
    every_page_opens(sari_signed_in, draft)


def test_the_officers(sari_signed_in, draft, fresh):
    rows = draft.memberships.in_order()
    good = OFFICERS | {"memberships-INITIAL_FORMS": "2"}
    good |= {f"memberships-{n}-id": row.pk for n, row in enumerate(rows)}
    address = reverse("group_officers", args=[draft.slug])

    alone = ["memberships-0-name"]
    assert attack(sari_signed_in, address, good, alone=alone, prepare=fresh) == []
    every_page_opens(sari_signed_in, draft)


def test_the_declarations(sari_signed_in, draft, fresh):
    address = reverse("group_declarations", args=[draft.slug])

    assert attack(sari_signed_in, address, DECLARED, prepare=fresh) == []


def test_inviting_withdrawing_and_entries(sari_signed_in, sari, monkeypatch):
    for limit in (
        "MAX_OPEN_INVITATIONS",
        "MAX_A_DAY",
        "MAX_PER_ADDRESS_A_DAY",
        "MAX_PER_ADDRESS_A_MONTH",
    ):
        monkeypatch.setattr(f"groups.members.rules.{limit}", 10_000)
    group = GroupFactory()
    own = MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)
    invite = {"email": "calon@example.org", "role": "member", "membership": ""}
    entry = {"name": "Sari", "role": "secretary", "section": "", "name_is_public": ""}

    assert attack(sari_signed_in, reverse("group_invite", args=[group.slug]), invite) == []
    assert attack(sari_signed_in, reverse("membership", args=[group.slug, own.pk]), entry) == []
    assert attack(sari_signed_in, reverse("group_withdraw", args=[group.slug]), {"note": ""}) == []


def test_the_directory_and_its_parameters(client):
    GroupFactory()
    client.raise_request_exception = False

    assert probe(client, "/kim/", ["q", "wilayah", "wilayah_1", "hal", "urut"]) == []


@pytest.mark.parametrize(
    "slug", ["%00", "a" * 5000, "%ff", "..%2f..", "-", "kim%0d%0aSet-Cookie:a"]
)
def test_any_slug_is_answered(slug, client):
    client.raise_request_exception = False

    assert client.get(f"/kim/{slug}/").status_code in (301, 400, 404)


def test_strange_addresses_are_not_there(client):
    group = GroupFactory()
    client.raise_request_exception = False

    answers = {
        address: client.get(address).status_code
        for address in strange_addresses(f"/kim/{group.slug}/")
    }
    assert set(answers.values()) <= {301, 404}


def test_a_huge_number_in_an_address_is_not_there(sari_signed_in, draft):
    address = reverse("membership", args=[draft.slug, 10**30])

    assert sari_signed_in.get(address).status_code == 404


def test_any_invitation_token_is_answered(sari_signed_in):
    unread = {"%00": 400}  # no address has a NUL
    for token in ("x", "a" * 4000, "%00", "%ed%a0%80", "..%2f"):
        address, expected = f"/anggota/kim/undangan/{token}/", unread.get(token, 404)
        assert sari_signed_in.get(address).status_code == expected
        assert sari_signed_in.post(f"{address}terima/").status_code == expected


def test_markup_is_shown_as_typed_and_never_run(sari_signed_in, draft, fresh):
    typed = "<b>Kami</b> {{ 7 }} é"
    good = COMPLETE_PROFILE | {"region": draft.region_id, "about": typed}
    sari_signed_in.post(reverse("group_profile", args=[draft.slug]), good | fresh())

    page = sari_signed_in.get(reverse("group_check", args=[draft.slug])).content.decode()

    assert "&lt;b&gt;Kami&lt;/b&gt; {{ 7 }} é" in page
