"""What is typed into any form of members is kept: refused, without a session, with an old token."""

import re
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.materials.models.material import Material
from groups.kim.models import Group
from groups.members.models import Invitation, Membership
from kimportal.accounts.models import Person
from kimportal.drafts.models import MAX_DRAFTS, FormDraft
from kimportal.moderation.states import State
from tests.factories import EventFactory, GroupFactory, MaterialFactory, MembershipFactory
from tests.kimportal.uploads.make_files import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def material(world):
    return MaterialFactory(group=world.group, state=State.DRAFT, title="Poster lama")


@pytest.fixture
def edit(material):
    return reverse("material_edit", args=[material.slug])


@pytest.fixture
def oki(sign_in, world):
    return sign_in(world.officer)


def words(material, **changes):
    return {
        "kind": material.kind,
        "language": material.language_id,
        "title": material.title,
        "body": "Datang ke TPS.",
        "source": "KPU",
        "licence": "free",
        "opened": material.version,
        "form": f"material:{material.slug}",
        "key": str(uuid4()),
    } | changes


def whose(person):
    return FormDraft.objects.owner_token(person)


def shown(client, url):
    return client.get(url).context["form"]


# -- kept, and shown in the form


def test_a_refused_form_is_found_again_after_closing_it(oki, material, edit, world):
    refused = oki.post(edit, words(material, title=""))

    form = shown(oki, edit)
    assert refused.status_code == 422
    assert (form["body"].value(), form["title"].value()) == ("Datang ke TPS.", "")
    assert FormDraft.objects.get().person == world.officer


def test_choices_taken_away_stay_away(oki, material, edit):
    material.has_captions = True
    material.save()

    oki.post(reverse("draft_keep"), words(material))

    assert shown(oki, edit)["has_captions"].value() is False


def test_what_was_taken_is_no_longer_unsent(oki, material, edit):
    sent = words(material)
    oki.post(reverse("draft_keep"), sent)

    oki.post(edit, sent)

    assert not FormDraft.objects.exists()
    assert Material.objects.get().body == "Datang ke TPS."


def test_a_draft_begun_before_a_colleagues_change_says_so_when_it_is_sent(oki, material, edit):
    oki.post(reverse("draft_keep"), words(material))
    Material.objects.filter(pk=material.pk).update(version=material.version + 1, body="Rekan")

    opened = shown(oki, edit)["opened"].value()
    answer = oki.post(edit, words(material, opened=opened))

    assert "berubah" in answer.content.decode() or "diubah" in answer.content.decode()
    assert Material.objects.get().body == "Rekan"


@pytest.mark.parametrize("kind", ["password", "password1", "csrfmiddlewaretoken", "otp_code"])
def test_secrets_are_never_stored(oki, material, kind):
    oki.post(reverse("draft_keep"), words(material, **{kind: "rahasia-betul"}))

    assert kind not in FormDraft.objects.get().values


# -- the session has ended, the token is old, somebody else is signed in


def test_words_come_back_in_the_form_after_the_session_ended(
    client, sign_in, world, material, edit
):
    answer = client.post(edit, words(material, whose=whose(world.officer)))

    assert answer.url == f"/akun/login/?next={edit}"
    assert "Yang Anda ketik aman" in client.get(answer.url).content.decode()
    page = sign_in(world.officer).get(edit)
    assert page.context["form"]["body"].value() == "Datang ke TPS."
    assert page.content.decode().count("Datang ke TPS.") == 1


def test_a_file_that_is_lost_with_the_session_is_asked_for_again(client, world, material, edit):
    file = SimpleUploadedFile("foto.jpg", jpeg(), "image/jpeg")

    answer = client.post(edit, words(material, whose=whose(world.officer), new_file=file))

    assert "pilih lagi" in client.get(answer.url).content.decode()


def test_words_of_a_stale_token_come_back_in_the_form(world, material, edit):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.officer)

    answer = strict.post(edit, words(material, whose=whose(world.officer)))

    assert (answer.status_code, answer.url) == (302, edit)
    assert "Yang Anda ketik aman" in strict.get(edit).content.decode()
    assert shown(strict, edit)["body"].value() == "Datang ke TPS."


def test_a_form_opened_by_another_account_is_not_sent_in_this_name(
    oki, sign_in, world, material, edit
):
    answer = oki.post(edit, words(material, whose=whose(world.member)))

    assert answer.url == reverse("dashboard")
    assert "dengan akun lain" in str(next(iter(get_messages(answer.wsgi_request))))
    assert Material.objects.get().body != "Datang ke TPS."
    assert FormDraft.objects.get().person == world.member
    assert "Datang ke TPS." not in oki.get(edit).content.decode()


def test_an_autosave_of_the_one_before_is_theirs(oki, world, material):
    oki.post(reverse("draft_keep"), words(material, whose=whose(world.member)))

    assert FormDraft.objects.get().person == world.member


def test_an_autosave_of_somebody_whose_sessions_were_ended_is_stored_for_nobody(
    oki, world, material
):
    token = whose(world.member)
    world.member.end_sessions()

    oki.post(reverse("draft_keep"), words(material, whose=token))

    assert not FormDraft.objects.exists()


# -- twice


def test_the_same_form_twice_gets_the_answer_of_the_first(oki, world):
    sent = {
        "form": f"invite:{world.group.slug}",
        "key": str(uuid4()),
        "email": "baru@example.org",
        "role": "member",
    }
    url = reverse("group_invite", args=[world.group.slug])

    first, second = (oki.post(url, sent) for _ in range(2))

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Invitation.objects.count() == 1
    assert len(list(get_messages(second.wsgi_request))) == 1


def test_other_words_under_the_same_key_are_not_swallowed(oki, material, edit):
    sent = words(material)
    oki.post(edit, sent)

    oki.post(edit, sent | {"body": "Lain", "opened": material.version + 1})

    assert Material.objects.get().body == "Lain"


def test_an_autosave_that_arrives_after_its_form_was_taken_is_not_stored(oki, material, edit):
    sent = words(material)
    oki.post(edit, sent)

    answer = oki.post(reverse("draft_keep"), sent, headers={"accept": "application/json"})

    assert (answer.status_code, FormDraft.objects.count()) == (409, 0)


def test_pages_name_the_forms_that_were_sent(oki, material, edit):
    sent = words(material)
    oki.post(edit, sent)

    assert f'data-stored-keys="{sent["key"]}"' in oki.get(reverse("dashboard")).content.decode()


# -- two tabs


def test_two_tabs_of_one_form_overwrite_nothing(oki, material, edit):
    first, second = words(material, body="Tab satu"), words(material, body="Tab dua")

    for sent in (first, second, first | {"body": "Tab satu lagi"}):
        oki.post(reverse("draft_keep"), sent)

    bodies = {draft.values["body"][0]: draft.page for draft in FormDraft.objects.all()}
    assert bodies == {"Tab satu lagi": edit, "Tab dua": f"{edit}?tulisan={second['key']}"}
    assert shown(oki, bodies["Tab dua"])["body"].value() == "Tab dua"


def test_sending_one_tab_keeps_the_words_of_the_other(oki, material, edit):
    first, second = words(material, body="Tab satu"), words(material, body="Tab dua")
    for sent in (first, second):
        oki.post(reverse("draft_keep"), sent)

    oki.post(edit, first)

    assert [draft.values["body"] for draft in FormDraft.objects.all()] == [["Tab dua"]]


def test_a_draft_that_was_opened_again_and_sent_is_gone(oki, material, edit):
    before = words(material, body="Kemarin")
    oki.post(reverse("draft_keep"), before)

    oki.post(edit, words(material, body="Kemarin", restored=before["key"]))

    assert not FormDraft.objects.exists()


# -- the list of what is unsent


def test_home_lists_unsent_forms_by_what_they_are_about(oki, material, edit, world):
    oki.post(reverse("draft_keep"), words(material, draft_about="Poster lama"))
    oki.post(reverse("draft_keep"), {"form": f"new:{uuid4()}", "title": "Rembuk warga"})

    page = oki.get(reverse("dashboard")).content.decode()

    assert re.findall(r'<h3><a href="[^"]*(?:ubah|baru)/[^"]*">([^<]+)', page) == [
        "Rembuk warga",
        "Poster lama",
    ]
    assert "Datang ke TPS." in page  # to be read and copied


def test_a_new_event_is_offered_again_when_another_is_begun(oki, world):
    key = uuid4()
    oki.post(reverse("draft_keep"), {"form": f"new:{key}", "key": key, "title": "Rembuk warga"})

    page = oki.get(reverse("event_new"))
    again = oki.get(f"{reverse('event_new')}?kunci={key}")

    assert (
        f'<a href="/anggota/kegiatan/baru/?kunci={key}">Rembuk warga</a>' in page.content.decode()
    )
    assert page.context["form"]["title"].value() is None
    assert again.context["form"]["title"].value() == "Rembuk warga"


def test_nobody_else_sees_or_deletes_them(oki, sign_in, material, edit, world):
    oki.post(reverse("draft_keep"), words(material, title="Judul saya"))
    mega = sign_in(world.member)

    pages = [mega.get(url).content.decode() for url in (edit, reverse("dashboard"))]
    mega.post(reverse("draft_forget"), {"form": f"material:{material.slug}"})

    assert not any("Judul saya" in page for page in pages)
    assert FormDraft.objects.count() == 1


@pytest.mark.parametrize("forms", [1, 3])
def test_the_list_asks_once(oki, forms):
    for _ in range(forms):
        oki.post(reverse("draft_keep"), {"form": f"new:{uuid4()}", "title": "Rembuk"})
    with CaptureQueriesContext(connection) as queries:
        oki.get(reverse("dashboard"))

    assert sum("formdraft" in query["sql"] for query in queries) == 1


def test_one_person_fills_no_table(oki, world, monkeypatch):
    for _ in range(MAX_DRAFTS + 2):
        oki.post(reverse("draft_keep"), {"form": f"new:{uuid4()}", "title": "x"})

    assert FormDraft.objects.count() == MAX_DRAFTS


# -- files of a material are part of its form


def file_words(material, **changes):
    return words(material, body="Belum disimpan", **changes)


def test_adding_a_file_saves_the_words_beside_it(oki, material):
    picture = SimpleUploadedFile("foto.jpg", jpeg(), "image/jpeg")

    oki.post(
        reverse("material_file_add", args=[material.slug]), file_words(material, new_file=picture)
    )

    material.refresh_from_db()
    assert (material.body, material.files.count()) == ("Belum disimpan", 1)
    assert not FormDraft.objects.exists()


def test_words_that_are_not_valid_yet_outlive_adding_a_file(oki, material, edit):
    sent = file_words(material, title="", link="https://youtu.be/abc")

    oki.post(reverse("material_file_add", args=[material.slug]), sent)

    page = oki.get(edit)
    assert page.context["form"]["body"].value() == "Belum disimpan"
    assert page.context["file_form"]["link"].value() in (None, "")
    assert material.files.count() == 1
    material.refresh_from_db()
    assert page.context["form"]["opened"].value() == str(material.version)


def test_a_refused_file_takes_no_words_with_it(oki, material, edit):
    broken = SimpleUploadedFile("foto.jpg", b"rusak", "image/jpeg")
    url = reverse("material_file_add", args=[material.slug])

    answer = oki.post(url, file_words(material, new_file=broken))

    assert answer.status_code == 422
    assert answer.context["form"]["body"].value() == "Belum disimpan"
    assert shown(oki, edit)["body"].value() == "Belum disimpan"


def test_taking_a_file_off_keeps_the_words(oki, material, edit):
    picture = SimpleUploadedFile("foto.jpg", jpeg(), "image/jpeg")
    oki.post(reverse("material_file_add", args=[material.slug]), {"new_file": picture})
    material.refresh_from_db()

    oki.post(
        reverse("material_file_remove", args=[material.slug, material.files.get().pk]),
        file_words(material),
    )

    material.refresh_from_db()
    assert (material.body, material.files.count()) == ("Belum disimpan", 0)


def test_saving_adds_the_file_that_was_chosen_and_not_added(oki, material, edit):
    picture = SimpleUploadedFile("foto.jpg", jpeg(), "image/jpeg")

    oki.post(edit, file_words(material, new_file=picture))

    material.refresh_from_db()
    assert (material.body, material.files.count()) == ("Belum disimpan", 1)


def test_saving_with_a_refused_file_saves_the_words_and_says_so(oki, material, edit):
    broken = SimpleUploadedFile("foto.jpg", b"rusak", "image/jpeg")

    answer = oki.post(edit, file_words(material, new_file=broken))

    material.refresh_from_db()
    assert material.body == "Belum disimpan"
    assert "Tulisannya sudah disimpan; berkasnya belum ditambahkan." in answer.content.decode()
    assert list(answer.context["file_form"].errors) == ["new_file"]
    again = oki.post(edit, words(material, opened=answer.context["form"]["opened"].value()))
    assert again.status_code == 302


# -- officers


def officer_rows(group, *names):
    rows = group.memberships.filter(until=None).in_order()
    data = {
        "form": f"group_officers:{group.slug}",
        "key": str(uuid4()),
        "version_token": group.version_token,
        "memberships-TOTAL_FORMS": len(rows) + len(names),
        "memberships-INITIAL_FORMS": len(rows),
    }
    for number, row in enumerate(rows):
        typed = {"id": row.pk, "role": row.role, "name": f"{row.name} ditulis ulang"}
        data |= {f"memberships-{number}-{field}": value for field, value in typed.items()}
    for number, name in enumerate(names, start=len(rows)):
        data |= {f"memberships-{number}-id": "", f"memberships-{number}-role": "section"}
        data[f"memberships-{number}-name"] = name
    return data


@pytest.fixture
def draft_group(world):
    group = GroupFactory(region=world.village, state=State.DRAFT)
    MembershipFactory(group=group, person=world.officer, role="chair", name="Oki")
    return group


def names_in(page):
    return [row["name"].value() for row in page.context["form"] if row["name"].value()]


def test_officers_typed_come_back_in_their_rows(oki, draft_group):
    typed = officer_rows(draft_group, "Budi", "Citra", "Dewi", "Eka", "Fajar", "Gita")
    oki.post(reverse("draft_keep"), typed)

    page = oki.get(reverse("group_officers", args=[draft_group.slug]))

    assert names_in(page) == [
        "Oki ditulis ulang",
        *("Budi", "Citra", "Dewi", "Eka", "Fajar", "Gita"),
    ]


def test_officers_typed_while_a_colleague_named_another_can_still_be_saved(oki, draft_group):
    url, typed = (
        reverse("group_officers", args=[draft_group.slug]),
        officer_rows(draft_group, "Budi"),
    )
    MembershipFactory(group=draft_group, person=None, role="secretary", name="Sari")

    answer = oki.post(url, typed)
    names = names_in(answer)
    again = officer_rows(draft_group, "Budi")
    oki.post(url, again | {"version_token": answer.context["version_token"]})

    assert names == ["Oki ditulis ulang", "Sari", "Budi"]
    assert "sejak" in answer.content.decode() or "Sementara" in answer.content.decode()
    assert set(Membership.objects.filter(group=draft_group).values_list("name", flat=True)) == {
        "Oki ditulis ulang",
        "Sari ditulis ulang",
        "Budi",
    }


# -- a script sends the form


def test_a_script_is_told_the_next_page_in_a_header(oki, material, edit):
    answer = oki.post(edit, words(material), headers={"x-sent-by": "script"})

    assert (answer.status_code, answer["X-Form-Location"]) == (204, edit)
    assert "Tersimpan" in oki.get(edit).content.decode()


def test_a_script_is_told_that_a_refused_form_is_stored(oki, material, edit):
    answer = oki.post(edit, words(material, title=""), headers={"x-sent-by": "script"})

    assert (answer.status_code, answer["X-Form-Stored"]) == (422, "1")


# -- forms that are no drafts: a stale tab of the sign-in, a register


def test_a_sign_in_from_a_stale_tab_keeps_the_address_and_not_the_password():
    strict = Client(enforce_csrf_checks=True)
    typed = {"login": "sari@example.org", "password": "desa-rukun", "next": "/anggota/kim/"}

    page = strict.post(reverse("account_login"), typed, headers={"origin": "http://testserver"})

    html = page.content.decode()
    assert page.status_code == 403
    assert 'value="sari@example.org"' in html
    assert "desa-rukun" not in html
    assert "Halaman ini terlalu lama terbuka" in html
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    person = Person.objects.create_user(email="sari@example.org", name="Sari")
    person.set_password("desa-rukun")
    person.save()
    again = strict.post(reverse("account_login"), typed | {"csrfmiddlewaretoken": token})
    assert again.status_code == 302


def test_whoever_signed_in_in_another_tab_goes_on_from_the_stale_one(world):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.officer)

    answer = strict.post(
        reverse("account_login"), {"login": "x"}, headers={"origin": "http://testserver"}
    )

    assert (answer.status_code, answer.url) == (302, reverse("dashboard"))


def test_another_sites_form_fills_in_no_sign_in():
    strict = Client(enforce_csrf_checks=True)

    page = strict.post(
        reverse("account_login"), {"login": "a@b.id"}, headers={"origin": "https://evil.example"}
    )

    assert page.status_code == 403
    assert "a@b.id" not in page.content.decode()


def test_a_register_from_a_stale_tab_is_asked_for_again_on_its_page(sign_in, world):
    client = sign_in(world.reviewer)
    client.handler.enforce_csrf_checks = True
    sheet = SimpleUploadedFile("daftar.csv", b"Nama\nKIM A", "text/csv")

    page = client.post(
        reverse("admin:register_upload"), {"file": sheet}, headers={"origin": "http://testserver"}
    )

    html = page.content.decode()
    assert page.status_code == 403
    assert "Berkasnya perlu dipilih lagi." in html
    assert 'type="file"' in html


# -- what cannot be


def test_a_withdrawal_keeps_its_reason_when_it_is_refused(oki, world):
    event = EventFactory(group=world.group)
    url = reverse("event_withdraw", args=[event.pk])

    oki.post(
        reverse("event_withdraw_now", args=[event.pk]),
        {"note": "Aja", "form": f"event_withdraw:{event.pk}"},
    )

    assert shown(oki, url)["note"].value() == "Aja"


@pytest.mark.parametrize("form", ["", "x:y", "new:", "material:../x", "report:1", "account:x"])
def test_only_forms_of_ours_are_kept(oki, form):
    assert oki.post(reverse("draft_keep"), {"form": form, "title": "x"}).status_code == 404
    assert not FormDraft.objects.exists()


def test_a_registration_in_which_nothing_was_valid_is_kept(sign_in, world):
    client = sign_in(world.newcomer)
    typed = {"form": "group_new:", "name": "", "own_name": "Nur", "role": "secretary"}

    client.post(reverse("group_register"), typed)

    form = shown(client, reverse("group_register"))
    assert (form["own_name"].value(), form["role"].value()) == ("Nur", "secretary")
    assert not Group.objects.exists()


def test_words_for_what_one_may_no_longer_change_are_listed_to_be_copied(
    oki, material, edit, world
):
    Material.objects.filter(pk=material.pk).update(state=State.WAITING)

    answer = oki.post(edit, words(material, whose=whose(world.officer)))

    assert answer.status_code == 403
    assert "Datang ke TPS." in oki.get(reverse("dashboard")).content.decode()


def test_who_never_could_open_the_form_stores_nothing(sign_in, material, edit, world):
    answer = sign_in(world.outsider).post(edit, words(material))

    assert (answer.status_code, FormDraft.objects.count()) == (404, 0)
