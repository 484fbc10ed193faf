import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.elections.models import Election
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.material import Material
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import CampaignFactory, MaterialFactory, MaterialFileFactory
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = pytest.mark.django_db


def form_data(material, **changes):
    data = {
        "kind": material.kind,
        "language": material.language_id,
        "title": material.title,
        "body": material.body,
        "source": material.source,
        "licence": material.licence,
        "pillars": [pillar.pk for pillar in material.pillars.all()],
        "opened": material.version,
    }
    return data | changes


@pytest.fixture
def draft(world):
    return MaterialFactory(group=world.group, state=State.DRAFT, publisher=str(world.group))


def test_a_member_submits_and_a_reviewer_publishes(world, sign_in, reviewer, client):
    member = sign_in(world.member)
    response = member.post(
        "/anggota/materi/baru/",
        {"group": world.group.pk, "title": "Ayo ke TPS", "kind": "poster", "language": "id"},
    )
    material = Material.objects.get(title="Ayo ke TPS")
    edit = f"/anggota/materi/{material.slug}/"
    assert response["Location"] == f"{edit}ubah/"
    assert member.post(f"{edit}kirim/")["Location"] == f"{edit}ubah/"  # nothing in it yet

    upload = SimpleUploadedFile("poster.jpg", jpeg(1200, 1500), "image/jpeg")
    member.post(f"{edit}berkas/", {"new_file": upload})
    material.refresh_from_db()
    pillars = [pillar.pk for pillar in world_pillars()]
    member.post(
        f"{edit}ubah/",
        form_data(
            material,
            pillars=pillars,
            alt_text="Kotak suara",
            transcript="Ayo ke TPS",
            source="KPU",
            licence="free",
        ),
    )
    member.post(f"{edit}kirim/")
    material.refresh_from_db()
    assert material.state == State.WAITING
    assert client.get(f"/materi/{material.slug}/").status_code == 404

    material.approve(by=reviewer)

    page = client.get(material.get_absolute_url())
    assert page.status_code == 200
    assert "KIM Sukun Berseri" in page.content.decode()


def world_pillars():
    from campaigns.elections.models import Pillar

    return Pillar.objects.filter(slug="cerdas")


def test_a_translation_starts_from_the_original(world, sign_in):
    original = MaterialFactory(title="Saring sebelum sebar", body="Baca dulu.", pillars=["damai"])

    sign_in(world.member).post(
        f"/anggota/materi/baru/?dari={original.slug}", {"group": world.group.pk, "language": "jv"}
    )

    version = Material.objects.get(translation_of=original)
    assert (version.language.slug, version.group, version.state) == ("jv", world.group, State.DRAFT)
    assert (version.body, version.family) == ("Baca dulu.", original.family)
    assert [pillar.slug for pillar in version.pillars.all()] == ["damai"]


def test_a_published_material_is_never_changed_in_place(world, sign_in):
    material = MaterialFactory(group=world.group, state=State.LIVE, body="Asli.")
    file = MaterialFileFactory(material=material)
    member = sign_in(world.member)
    edit = f"/anggota/materi/{material.slug}/"

    answers = [
        member.post(f"{edit}ubah/", form_data(material, body="Lain.")),
        member.post(f"{edit}berkas/", {"link": "https://example.org/"}),
        member.post(f"{edit}berkas/{file.pk}/hapus/"),
        member.post(f"{edit}kirim/"),
    ]

    # The text comes back to be copied; the others redirect to the page with the state.
    assert answers[0].status_code == 403
    assert [answer["Location"] for answer in answers[1:]] == [material.own_url] * 3
    material.refresh_from_db()
    assert material.body == "Asli."
    assert list(material.files.all()) == [file]


def test_a_stale_form_does_not_overwrite_a_newer_version(draft, sign_in, world):
    member, edit = sign_in(world.member), f"/anggota/materi/{draft.slug}/ubah/"
    first = form_data(draft, title="Jendela satu")
    second = form_data(draft, title="Jendela dua")

    member.post(edit, first)
    answer = member.post(edit, second)

    assert answer.status_code == 422
    assert "Jendela dua" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Jendela satu"
    again = form_data(draft, title="Jendela dua", opened=answer.context["form"]["opened"].value())
    member.post(edit, again)
    draft.refresh_from_db()
    assert draft.title == "Jendela dua"


def test_every_change_is_audited(draft, sign_in, world):
    sign_in(world.member).post(
        f"/anggota/materi/{draft.slug}/ubah/", form_data(draft, title="Baru")
    )

    audit_event = AuditEvent.objects.about(draft).get()
    assert (audit_event.action, audit_event.by) == ("edit", world.member)
    assert audit_event.changes == {"fields": ["title"]}


def test_a_correction_is_a_new_version_with_its_own_code(world, sign_in, reviewer, client):
    old = MaterialFactory(group=world.group, title="Tanggal 8 Desember")
    MaterialFileFactory(material=old)
    member = sign_in(world.member)

    answer = member.post(f"/anggota/materi/{old.slug}/versi-baru/")

    new = Material.objects.get(supersedes=old)
    assert answer["Location"] == f"/anggota/materi/{new.slug}/ubah/"
    assert (new.edition, new.state, new.family, new.code) == (2, State.DRAFT, old.family, "")
    assert new.files.get().sha256 == old.files.get().sha256
    assert client.get(f"/v/{old.code}/").context["newer"] is None
    Material.objects.filter(pk=new.pk).update(alt_text="Kotak suara", source="KPU")
    new.refresh_from_db()
    new.submit(by=world.member)
    new.approve(by=reviewer)
    assert client.get(f"/v/{old.code}/").context["newer"] == new
    assert new.code != old.code
    late = member.post(f"/anggota/materi/{old.slug}/versi-baru/")
    assert late["Location"] == old.own_url


def test_officers_withdraw_their_own_work_with_a_reason(world, sign_in):
    material = MaterialFactory(group=world.group)
    url = f"/anggota/materi/{material.slug}/tarik/"

    assert sign_in(world.member).post(url, {"note": "x"}).status_code == 403
    sign_in(world.officer).post(url, {"note": ""})
    material.refresh_from_db()
    assert material.state == State.LIVE
    sign_in(world.officer).post(url, {"note": "Tempatnya pindah."})

    material.refresh_from_db()
    assert (material.state, material.state_note) == (State.WITHDRAWN, "Tempatnya pindah.")


def test_the_submitter_is_emailed_the_decision(world, reviewer):
    material = MaterialFactory(group=world.group, state=State.DRAFT)
    material.submit(by=world.member)

    material.send_back(by=reviewer, note="Sebutkan sumbernya.", field="source")

    email = OutgoingEmail.objects.get(to=world.member.email)
    assert "Sebutkan sumbernya." in email.text
    assert f"/anggota/materi/{material.slug}/" in email.text


def test_the_chair_is_emailed_once_the_submitter_has_left(world, reviewer):
    material = MaterialFactory(group=world.group, state=State.WAITING, submitted_by=world.member)
    world.group.memberships.get(person=world.member).end(by=world.officer)

    material.send_back(by=reviewer, note="Sebutkan sumbernya.")

    assert [email.to for email in OutgoingEmail.objects.all()] == [world.officer.email]


def test_a_link_stays_a_link(draft, sign_in, world):
    sign_in(world.member).post(
        f"/anggota/materi/{draft.slug}/berkas/", {"link": "https://www.youtube.com/watch?v=x"}
    )

    file = MaterialFile.objects.get()
    assert (file.kind, file.role, file.size) == ("link", "link", 0)


def test_returned_materials_are_on_the_dashboard(world, sign_in):
    MaterialFactory(group=world.group, state=State.DRAFT, title="Draf")
    MaterialFactory(group=world.group, state=State.RETURNED, title="Kembali")
    MaterialFactory(group=world.group, state=State.WAITING, title="Menunggu")
    MaterialFactory(group=world.other_group, state=State.RETURNED, title="Orang lain")

    tasks = sign_in(world.member).get("/anggota/").context["tasks"]

    titles = ["Draf", "Kembali", "Menunggu", "Orang lain"]
    assert [task.title for task in tasks if task.title in titles] == ["Kembali", "Draf"]
    assert [task.text for task in tasks if task.title == "Kembali"] == ["Mohon dilengkapi."]


def test_fields_required_for_submission_are_not_called_optional(draft, sign_in, world):
    page = sign_in(world.member).get(f"/anggota/materi/{draft.slug}/ubah/").content.decode()

    labels = re.findall(r'<label for="id_(\w+)">(.*?)</label>', page, re.DOTALL)
    optional = {name for name, label in labels if "(opsional)" in label}
    assert {"source", "licence"} & optional == set()
    assert {"summary", "share_caption"} <= optional


@pytest.mark.parametrize(
    ("state", "linked"), [("draft", True), ("returned", True), ("waiting", False), ("live", False)]
)
def test_editable_materials_link_to_their_form_in_the_list(state, linked, world, sign_in):
    material = MaterialFactory(group=world.group, state=state, state_note="Lengkapi sumbernya.")

    page = sign_in(world.member).get("/anggota/materi/").content.decode()

    assert (f"/anggota/materi/{material.slug}/ubah/" in page) == linked


def test_one_button_saves_and_submits(draft, sign_in, world):
    data = form_data(draft, body="Kalimat terakhir sebelum diajukan.", hand_in="1")

    answer = sign_in(world.member).post(f"/anggota/materi/{draft.slug}/ubah/", data)

    draft.refresh_from_db()
    assert answer["Location"] == draft.own_url
    assert (draft.state, draft.body) == (State.WAITING, data["body"])


def test_submitting_too_early_saves_the_text_and_lists_what_is_missing(draft, sign_in, world):
    client, edit = sign_in(world.member), f"/anggota/materi/{draft.slug}/ubah/"

    answer = client.post(edit, form_data(draft, source="", body="Belum selesai.", hand_in="1"))

    draft.refresh_from_db()
    assert answer["Location"] == edit
    assert (draft.state, draft.body) == (State.DRAFT, "Belum selesai.")
    assert "Masih ada yang kurang" in client.get(edit).content.decode()


@pytest.mark.parametrize(("state", "offered"), [("draft", True), ("waiting", False)])
def test_the_preview_offers_to_submit(state, offered, sign_in, world):
    material = MaterialFactory(group=world.group, state=state)

    page = sign_in(world.member).get(f"/anggota/materi/{material.slug}/pratinjau/").content.decode()

    assert (f'action="/anggota/materi/{material.slug}/kirim/"' in page) == offered


def test_the_form_shows_the_rules_of_the_quiet_period(draft, sign_in, world):
    today = timezone.localdate()
    election = Election.objects.create(
        name="Pemilihan", kind="regional", quiet_starts=today, quiet_ends=today
    )
    Material.objects.filter(pk=draft.pk).update(campaign=CampaignFactory(election=election))

    page = sign_in(world.member).get(f"/anggota/materi/{draft.slug}/ubah/").content.decode()

    assert "jangan tampilkan calon" in page


def test_a_file_and_a_link_sent_twice_are_stored_once(draft, sign_in, world):
    client, url = sign_in(world.member), f"/anggota/materi/{draft.slug}/berkas/"
    picture = jpeg(600, 800)

    for _submit in range(2):
        upload = SimpleUploadedFile("poster.jpg", picture, "image/jpeg")
        client.post(url, {"new_file": upload})
        client.post(url, {"link": "https://www.youtube.com/watch?v=x"})

    assert sorted(file.kind for file in draft.files.all()) == ["link", "picture"]


def test_one_file_may_serve_two_uses(draft, sign_in, world):
    client, url = sign_in(world.member), f"/anggota/materi/{draft.slug}/berkas/"
    picture = jpeg(600, 800)

    for role in ("", "print"):
        upload = SimpleUploadedFile("poster.jpg", picture, "image/jpeg")
        client.post(url, {"new_file": upload, "role": role})

    assert sorted(file.role for file in draft.files.all()) == ["original", "print"]
