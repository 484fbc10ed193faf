import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groups.kim.models import Group
from groups.members.models import MemberRole
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MembershipFactory, RegionFactory
from tests.groups.kim.registrations import complete_draft
from tests.kimportal.uploads.bad_files import jpeg, pdf

pytestmark = pytest.mark.django_db

PROFILE = {
    "name": "KIM Sukun Berseri",
    "about": "Kabar resmi untuk tetangga.",
    "contact_name": "Sari Wulandari",
    "contact_phone": "0812-3456-7890",
}
DECREE = {
    "decree_number": "188.45/17/2020",
    "decree_date": "2020-03-02",
    "decree_signer_role": "village_head",
}
OFFICERS = {
    "memberships-TOTAL_FORMS": "5",
    "memberships-INITIAL_FORMS": "1",
    "memberships-0-role": "chair",
    "memberships-0-name": "Sari Wulandari",
    "memberships-0-name_is_public": "on",
    "memberships-1-role": "secretary",
    "memberships-1-name": "Pak Joko",
    "memberships-2-role": "treasurer",
    "memberships-2-name": "Bu Tini",
    "memberships-3-role": "section",
    "memberships-3-name": "",
    "memberships-4-role": "section",
    "memberships-4-name": "",
}
DECLARED = {"neutrality": "on", "consent": "on", "right": "on"}


@pytest.fixture
def village():
    return RegionFactory()


@pytest.fixture
def draft(sari, village):
    return Group.start(
        by=sari, name="KIM Sukun", region=village, role="chair", own_name="Sari Wulandari"
    )


def upload(content, name):
    return SimpleUploadedFile(name, content)


def post(client, group, step, data):
    fresh = Group.objects.get(pk=group.pk)
    return client.post(
        reverse(step, args=[group.slug]), {"version_token": fresh.version_token} | data
    )


def test_a_registration_from_the_first_step_to_the_email(sari, village, sign_in):
    client = sign_in(sari)

    client.post(
        reverse("group_register"),
        {"name": "KIM Sukun", "region": village.pk, "own_name": "Sari Wulandari", "role": "chair"},
    )
    group = Group.objects.get()
    post(client, group, "group_profile", PROFILE | {"region": village.pk})
    own = group.memberships.get()
    post(client, group, "group_officers", OFFICERS | {"memberships-0-id": own.pk})
    post(client, group, "group_decree", DECREE | {"decree_file": upload(pdf(), "sk.pdf")})
    post(client, group, "group_declarations", DECLARED)
    client.post(reverse("group_submit", args=[group.slug]))

    group.refresh_from_db()
    assert (group.state, group.name) == (State.WAITING, "KIM Sukun Berseri")
    assert group.submitted_by == sari
    assert [(m.role, m.name) for m in group.memberships.in_order()] == [
        ("chair", "Sari Wulandari"),
        ("secretary", "Pak Joko"),
        ("treasurer", "Bu Tini"),
    ]
    assert len(group.decree_sha256) == 64
    assert [email.to for email in OutgoingEmail.objects.all()] == [sari.email]


def test_a_draft_goes_on_in_another_session(sari, draft, sign_in):
    post(sign_in(sari), draft, "group_profile", PROFILE | {"region": draft.region_id})

    page = sign_in(sari).get(reverse("group_profile", args=[draft.slug])).content.decode()

    assert 'value="0812-3456-7890"' in page


def test_valid_fields_are_stored_while_another_has_an_error(sari, draft, sign_in):
    data = PROFILE | {"region": draft.region_id, "instagram": "https://example.com/kim"}
    data["logo"] = upload(jpeg(), "logo.jpg")

    response = post(sign_in(sari), draft, "group_profile", data)

    draft.refresh_from_db()
    form = response.context["form"]
    assert list(form.errors) == ["instagram"]
    assert form["instagram"].value() == "https://example.com/kim"
    assert (draft.about, draft.instagram) == ("Kabar resmi untuk tetangga.", "")
    assert draft.logo.name.endswith(".jpg")
    assert form["version_token"].value() == draft.version_token


@pytest.mark.parametrize(
    ("signed", "until", "wrong"),
    [
        ("2026-01-05", "2025-06-01", "decree_valid_until"),
        ("2026-01-05", "besok", "decree_valid_until"),
        ("kemarin", "2019-06-01", "decree_date"),
    ],
)
def test_days_of_a_decree_that_contradict_what_is_stored_are_said_beside_the_field(
    sari, sign_in, village, signed, until, wrong
):
    draft = complete_draft(region=village, decree_valid_until=date(2025, 1, 1))
    MembershipFactory(group=draft, person=sari, role=MemberRole.SECRETARY)
    days = {"decree_date": signed, "decree_valid_until": until}

    response = post(sign_in(sari), draft, "group_decree", DECREE | days)

    draft.refresh_from_db()
    form = response.context["form"]
    assert list(form.errors) == [wrong]
    assert [form[name].value() for name in days] == [signed, until]
    assert (draft.decree_date, draft.decree_valid_until) == (date(2020, 3, 2), date(2025, 1, 1))


def test_a_rejected_file_keeps_the_text_that_was_typed(sari, draft, sign_in):
    data = DECREE | {"decree_file": upload(b"<?php", "sk.pdf")}

    response = post(sign_in(sari), draft, "group_decree", data)

    draft.refresh_from_db()
    [error] = response.context["form"].errors.as_data()["decree_file"]
    assert error.code == "content"
    assert list(response.context["form"].errors) == ["decree_file"]
    assert draft.decree_number == "188.45/17/2020"
    assert not draft.decree_file


def test_a_second_window_is_stale_and_overwrites_nothing(sari, draft, sign_in):
    client = sign_in(sari)
    old = draft.version_token
    post(client, draft, "group_profile", PROFILE | {"region": draft.region_id})

    address = reverse("group_profile", args=[draft.slug])
    late = PROFILE | {
        "region": draft.region_id,
        "about": "Dari jendela kedua.",
        "version_token": old,
    }
    response = client.post(address, late)

    draft.refresh_from_db()
    form = response.context["form"]
    assert draft.about == "Kabar resmi untuk tetangga."
    assert form["about"].value() == "Dari jendela kedua."
    assert [value for label, value in form.conflicts] == ["Kabar resmi untuk tetangga."]

    client.post(address, late | {"version_token": form["version_token"].value()})

    draft.refresh_from_db()
    assert draft.about == "Dari jendela kedua."


def test_an_incomplete_registration_cannot_be_sent_in(sari, draft, sign_in):
    response = sign_in(sari).post(reverse("group_submit", args=[draft.slug]))

    draft.refresh_from_db()
    assert response["Location"] == draft.own_url
    assert draft.state == State.DRAFT
    assert draft.missing_fields == [
        "about",
        "contact_phone",
        "decree_number",
        "decree_date",
        "decree_signer_role",
        "decree_file",
        "declarations",
    ]


def test_the_reviewers_comment_is_shown_at_its_field(sari, sign_in, reviewer):
    group = complete_draft()
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)
    group.submit(by=sari)
    group.send_back(by=reviewer, note="Fotonya buram.", field="decree_file")
    client = sign_in(sari)

    home = client.get(reverse("group_home", args=[group.slug])).content.decode()
    step = client.get(reverse("group_decree", args=[group.slug])).content.decode()

    assert f'href="{reverse("group_decree", args=[group.slug])}#id_decree_file_field"' in home
    assert step.index("Fotonya buram.") < step.index('id="id_decree_file_field"')
    assert step.index('id="id_decree_valid_until_field"') < step.index("Fotonya buram.")


def test_mending_and_sending_again_takes_one_form_and_one_tap(sari, sign_in, reviewer):
    group = complete_draft()
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)
    group.submit(by=sari)
    group.send_back(by=reviewer, note="Nomornya keliru.", field="decree_number")
    client = sign_in(sari)

    corrected = DECREE | {"decree_number": "188.45/18/2020"}
    response = post(client, group, "group_decree", corrected)
    client.post(reverse("group_submit", args=[group.slug]))

    group.refresh_from_db()
    assert response.url == reverse("group_check", args=[group.slug])
    assert (group.state, group.decree_number) == (State.WAITING, "188.45/18/2020")


def test_warnings_never_block(sari, sign_in, village):
    GroupFactory(name="KIM sukun", region=village, decree_number="188.45 / 17 / 2020")
    group = complete_draft(name="KIM Sukun", region=village)
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)

    sign_in(sari).post(reverse("group_submit", args=[group.slug]))

    group.refresh_from_db()
    assert group.state == State.WAITING
    assert group.flag_list == ["duplicate_decree", "duplicate_name", "few_members"]


def test_the_chair_may_move_between_named_officers(sari, draft, sign_in):
    own = draft.memberships.get()
    rows = OFFICERS | {
        "memberships-0-id": own.pk,
        "memberships-0-role": "secretary",
        "memberships-1-role": "chair",
    }

    post(sign_in(sari), draft, "group_officers", rows)

    assert [(m.role, m.name) for m in draft.memberships.in_order()] == [
        ("chair", "Pak Joko"),
        ("secretary", "Sari Wulandari"),
        ("treasurer", "Bu Tini"),
    ]


def test_a_group_has_one_chair_in_the_officers_form(sari, draft, sign_in):
    own = draft.memberships.get()
    rows = OFFICERS | {"memberships-0-id": own.pk, "memberships-1-role": "chair"}

    response = post(sign_in(sari), draft, "group_officers", rows)

    assert response.context["form"].non_form_errors().as_data()[0].code == "chairs"
    assert draft.memberships.count() == 1


def test_officers_of_another_group_cannot_be_written(sari, draft, sign_in):
    other = MembershipFactory(role=MemberRole.SECRETARY, name="Bu Lain")
    rows = OFFICERS | {"memberships-0-id": other.pk}

    post(sign_in(sari), draft, "group_officers", rows)

    other.refresh_from_db()
    assert (other.name, other.group_id == draft.pk) == ("Bu Lain", False)


@pytest.mark.parametrize(
    "field",
    ["state", "slug", "verified_at", "submitted_by", "flags", "version", "decree_sha256", "id"],
)
def test_a_form_takes_no_field_it_does_not_show(field, sari, draft, sign_in):
    before = Group.objects.filter(pk=draft.pk).values_list(field).get()

    data = PROFILE | {"region": draft.region_id, field: "1"}
    sign_in(sari).post(reverse("group_profile", args=[draft.slug]), {"version_token": "1"} | data)

    after = Group.objects.filter(name=PROFILE["name"]).values_list(field).get()
    assert after == ((2,) if field == "version" else before)


def test_nobody_keeps_a_heap_of_drafts(sari, village, sign_in):
    for n in range(5):
        Group.start(by=sari, name=f"KIM {n}", region=village, role="chair", own_name="Sari")

    response = sign_in(sari).post(
        reverse("group_register"),
        {"name": "KIM 6", "region": village.pk, "own_name": "Sari", "role": "chair"},
    )

    assert "Selesaikan" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["name"].value() == "KIM 6"
    assert Group.objects.count() == 5


def test_two_taps_begin_one_draft(sari, village, sign_in):
    client = sign_in(sari)
    data = {"name": "KIM Sukun", "region": village.pk, "own_name": "Sari", "role": "chair"}

    first, second = (client.post(reverse("group_register"), data) for _click in range(2))

    assert first.url == second.url
    assert Group.objects.count() == 1


def test_declaring_is_recorded(sari, draft, sign_in):
    post(sign_in(sari), draft, "group_declarations", DECLARED)

    event = AuditEvent.objects.about(draft).get()
    assert event.changes == {"declared": ["neutrality", "consent", "right_to_submit"]}
    assert event.by == sari


def test_an_empty_choice_has_a_label(draft, sari, sign_in):
    page = sign_in(sari).get(reverse("group_profile", args=[draft.slug])).content.decode()

    assert '<option value="" selected>Pilih …</option>' in page
    assert "-----" not in page


def test_a_draft_links_to_its_first_incomplete_step(draft, sari, sign_in):
    post(sign_in(sari), draft, "group_profile", PROFILE | {"region": draft.region_id})

    page = sign_in(sari).get(reverse("group_home", args=[draft.slug]))

    assert page.context["next_step"]["key"] == "decree"
    address = reverse("group_decree", args=[draft.slug])
    assert re.search(rf'<a class="btn" href="{address}">\s*Lanjutkan: SK', page.content.decode())


def test_what_was_sent_in_can_be_read_while_it_waits(sari, sign_in):
    group = complete_draft()
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY, name="Sari Wulandari")
    group.submit(by=sari)

    page = sign_in(sari).get(reverse("group_home", args=[group.slug])).content.decode()

    assert "Yang sudah diajukan" in page
    assert group.decree_number in page
    assert "Sari Wulandari" in page
