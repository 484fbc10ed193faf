"""Admin pages for the ministry's editors: they write here, and review elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from campaigns.elections.models import Campaign, Election, Language, Pillar
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.material import Material
from kimportal.audit.models import AuditEvent
from kimportal.moderation.states import State
from kimportal.uploads.validation import validate_upload
from tests.factories import MaterialFactory, MaterialFileFactory, RegionFactory, StaffFactory
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = pytest.mark.django_db
FILES = {
    "files-TOTAL_FORMS": "1",
    "files-INITIAL_FORMS": "0",
    "files-0-link": "",
    "files-0-role": "",
}


@pytest.fixture
def editor_client(sign_in, editor):
    return sign_in(editor)


def form_data(**changes):
    return {
        "kind": "poster",
        "title": "Ayo ke TPS",
        "language": Language.objects.get(slug="id").pk,
        "pillars": [Pillar.objects.get(slug="cerdas").pk],
        "alt_text": "Kotak suara",
        "transcript": "Ayo ke TPS",
        "source": "KPU",
        "licence": "free",
        **FILES,
    } | changes


def change_url(material):
    return reverse("admin:campaigns_material_change", args=[material.pk])


def version_token(editor_client, material):
    """Return the version token of the change form."""
    return editor_client.get(change_url(material)).context["version_token"]


def test_an_editor_creates_a_material_with_a_file_and_submits_it(
    editor_client, editor, national_reviewer, client
):
    upload = SimpleUploadedFile("poster.jpg", jpeg(1200, 1500), "image/jpeg")

    answer = editor_client.post(
        reverse("admin:campaigns_material_add"), form_data(**{"files-0-new_file": upload})
    )

    assert answer.status_code == 302, answer.context["errors"]
    material = Material.objects.get()
    assert (material.created_by, material.state, material.slug) == (
        editor,
        State.DRAFT,
        "ayo-ke-tps",
    )
    assert material.files.get().renditions.filter(name="jpeg-720").exists()
    editor_client.post(f"/anggota/materi/{material.slug}/kirim/")
    material.refresh_from_db()
    material.approve(by=national_reviewer)
    assert client.get(f"/materi/{material.slug}/").status_code == 200


def test_a_change_is_saved_and_audited(editor_client, editor):
    material = MaterialFactory(state=State.DRAFT, created_by=editor, title="Lama")

    answer = editor_client.post(
        change_url(material),
        form_data(title="Baru", version_token=version_token(editor_client, material)),
    )

    assert answer.status_code == 302, answer.context["errors"]
    material.refresh_from_db()
    assert material.title == "Baru"
    assert " baru " in material.search_text
    titles = [
        audit_event.changes.get("title") for audit_event in AuditEvent.objects.about(material)
    ]
    assert ["Lama", "Baru"] in titles


@pytest.mark.parametrize("state", [State.WAITING, State.LIVE, State.WITHDRAWN, State.REJECTED])
def test_a_submitted_material_is_not_changed(editor_client, state):
    material = MaterialFactory(state=state, title="Tetap")

    answer = editor_client.post(change_url(material), form_data(title="Lain"))

    assert answer.status_code == 403
    material.refresh_from_db()
    assert material.title == "Tetap"


def test_a_file_is_removed_from_a_draft(editor_client, editor):
    file = MaterialFileFactory(material__state=State.DRAFT)
    material = file.material
    removed = {
        "files-TOTAL_FORMS": "1",
        "files-INITIAL_FORMS": "1",
        "files-0-id": file.pk,
        "files-0-material": material.pk,
        "files-0-DELETE": "on",
    }

    answer = editor_client.post(
        change_url(material),
        form_data(version_token=version_token(editor_client, material)) | removed,
    )

    assert answer.status_code == 302, answer.context["errors"]
    assert not material.files.exists()


def test_an_election_takes_its_regions_by_code(editor_client):
    RegionFactory(code="35.73")
    url = reverse("admin:campaigns_election_add")
    data = {"name": "Pemilihan 2031", "kind": "regional", "codes": "35\n35.73, 52.71"}

    refused = editor_client.post(url, data)
    assert "52.71" in refused.content.decode()
    assert not Election.objects.exists()
    RegionFactory(code="52.71")
    editor_client.post(url, data)

    election = Election.objects.get()
    assert sorted(region.code for region in election.regions.all()) == ["35", "35.73", "52.71"]
    assert election.voting_day is None


def test_an_election_shows_its_regions_by_name_and_reads_them_back(editor_client, world):
    election = Election.objects.create(name="Pemilihan", kind="regional")
    election.regions.set([world.regency, world.province])
    url = reverse("admin:campaigns_election_change", args=[election.pk])
    page = editor_client.get(url)
    shown = page.context["adminform"].form["codes"].value()
    data = {"name": "Pemilihan", "kind": "regional", "version_token": page.context["version_token"]}

    editor_client.post(url, data | {"codes": shown.replace("\n", "\r\n")})

    assert shown == "35 Jawa Timur\n35.73 Kota Malang"
    assert set(election.regions.all()) == {world.regency, world.province}
    assert not AuditEvent.objects.exists()


def test_a_place_without_its_code_is_not_guessed(editor_client, world):
    data = {"name": "Pemilihan", "kind": "regional", "codes": f"{world.regency.pk}\nKota Batu"}

    refused = editor_client.post(reverse("admin:campaigns_election_add"), data)

    assert "Kota" in str(refused.context["adminform"].form.errors["codes"])
    assert not Election.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2020-13-01"])
def test_days_beyond_reason_are_refused(editor_client, day):
    data = {"name": "X", "kind": "regional", "codes": "", "voting_day": day}

    assert editor_client.post(reverse("admin:campaigns_election_add"), data).status_code == 200
    assert not Election.objects.exists()


def test_a_programme_ends_after_it_starts(editor_client):
    data = {"name": "P", "slug": "p", "starts": "2020-11-10", "ends": "2020-11-09"}

    assert editor_client.post(reverse("admin:campaigns_campaign_add"), data).status_code == 200
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("name", ["material", "election", "campaign"])
def test_reviewers_read_and_do_not_write(sign_in, national_reviewer, name):
    reader = sign_in(national_reviewer)

    assert reader.get(reverse(f"admin:campaigns_{name}_changelist")).status_code == 200
    assert reader.get(reverse(f"admin:campaigns_{name}_add")).status_code == 403


def test_the_table_of_files_is_headed_in_the_reader_s_language(editor_client):
    page = editor_client.get(reverse("admin:campaigns_material_add")).content.decode()

    assert "Berkas baru" in page
    assert "New file" not in page


def test_invisible_characters_do_not_break_the_feed(editor_client, client):
    MaterialFactory()
    cerdas = Pillar.objects.get(slug="cerdas")
    url = reverse("admin:campaigns_pillar_change", args=[cerdas.pk])
    token = editor_client.get(url).context["version_token"]
    named = {"name": "Cer\x0bdas", "name_en": "Sm\x01art", "order": "1", "summary": "Kenali\x0c."}

    editor_client.post(url, named | {"version_token": token})

    cerdas.refresh_from_db()
    assert (cerdas.name, cerdas.name_en, cerdas.summary) == ("Cerdas", "Smart", "Kenali.")
    assert "Cerdas" in client.get(reverse("material_feed")).content.decode()


def test_the_slug_of_a_lookup_cannot_be_changed(editor_client):
    cerdas = Pillar.objects.get(slug="cerdas")
    url = reverse("admin:campaigns_pillar_change", args=[cerdas.pk])
    token = editor_client.get(url).context["version_token"]
    changed = {"name": "Cerdas", "name_en": "Smart", "order": "1", "slug": "pintar"}

    editor_client.post(url, changed | {"version_token": token, "summary_en": "Knows."})

    cerdas.refresh_from_db()
    assert (cerdas.slug, cerdas.summary_en) == ("cerdas", "Knows.")


def test_a_regional_editor_can_edit_what_they_started(sign_in, world):
    client = sign_in(StaffFactory(role="editor", within=[world.regency.code]))
    others = MaterialFactory(state=State.DRAFT, title="Dari pusat")

    client.post(reverse("admin:campaigns_material_add"), form_data())

    mine = Material.objects.get(title="Ayo ke TPS")
    pages = [
        reverse("admin:campaigns_material_change", args=[mine.pk]),
        reverse("material_edit", args=[mine.slug]),
        reverse("material_edit", args=[others.slug]),
    ]
    assert [client.get(page).status_code for page in pages] == [200, 200, 404]


@pytest.mark.parametrize(("table", "made"), [("setting", True), ("language", False)])
def test_the_slug_of_a_new_lookup_is_made_from_its_name(editor_client, table, made):
    page = editor_client.get(reverse(f"admin:campaigns_{table}_add"))

    assert bool(page.context["adminform"].prepopulated_fields) == made


def test_the_withdrawal_form_says_that_the_reason_is_public(sign_in, national_reviewer):
    page = reverse("admin:review", args=["material", MaterialFactory().pk])

    shown = sign_in(national_reviewer).get(page).content.decode()

    assert "Dibaca publik di mana pun kodenya diperiksa." in shown


@pytest.mark.parametrize(
    ("kind", "scanned", "warned"),
    [("document", False, True), ("document", True, False), ("picture", False, False)],
)
def test_the_review_warns_of_unscanned_files(sign_in, national_reviewer, kind, scanned, warned):
    material = MaterialFactory(state=State.WAITING)
    MaterialFileFactory(material=material, kind=kind, scanned=scanned)

    page = sign_in(national_reviewer).get(f"/admin/review/material/{material.pk}/")

    assert ("Belum dipindai dari virus" in page.content.decode()) == warned


@pytest.mark.parametrize("scanned", [True, False])
def test_a_file_records_whether_it_was_scanned(editor, scanned):
    clean = validate_upload(SimpleUploadedFile("poster.jpg", jpeg(600, 600), "image/jpeg"))
    clean.scanned = scanned

    MaterialFile.objects.attach(MaterialFactory(state=State.DRAFT), clean, by=editor)

    assert MaterialFile.objects.get().scanned is scanned


def test_the_add_form_has_only_fields_a_new_material_can_have(world, sign_in):
    client, existing = sign_in(world.editor), MaterialFactory(group=None, state=State.DRAFT)

    new = client.get(reverse("admin:campaigns_material_add")).content.decode()
    old = client.get(
        reverse("admin:campaigns_material_change", args=[existing.pk])
    ).content.decode()

    assert ["Langkah berikutnya" in page for page in (new, old)] == [False, True]
    assert "related-widget-wrapper" not in new + old


def test_reviewers_are_redirected_from_the_admin_to_the_review(world, sign_in):
    material = MaterialFactory(group=world.group)
    there = reverse("admin:campaigns_material_change", args=[material.pk])
    review = reverse("admin:review", args=["material", material.pk])

    redirected = sign_in(world.reviewer).get(there)
    page = sign_in(world.administrator).get(there).content.decode()

    assert redirected.url == review
    assert f'href="{review}"' in page


def hours_from_now(hours):
    return timezone.now() + timedelta(hours=hours)


@pytest.fixture
def approved():
    """Approved materials by what the public sees of them now."""
    return {
        "Terbit": MaterialFactory(title="Poster kini"),
        "Terjadwal": MaterialFactory(title="Poster nanti", published_at=hours_from_now(5)),
        "Kedaluwarsa": MaterialFactory(title="Poster lewat", expire_at=hours_from_now(-1)),
    }


def test_the_list_and_its_filter_say_what_the_public_sees(editor_client, approved):
    address = reverse("admin:campaigns_material_changelist")

    page = editor_client.get(address).content.decode()
    for label, material in approved.items():
        row = page.split(material.title)[1].split("</tr>")[0]
        assert f">{label}<" in row
    for value, title in (
        ("live", "Poster kini"),
        ("scheduled", "Poster nanti"),
        ("expired", "Poster lewat"),
    ):
        found = editor_client.get(address, {"status": value}).context["cl"].result_list
        assert [material.title for material in found] == [title]


def test_the_badge_says_what_the_public_sees(national_reviewer, sign_in, approved):
    client = sign_in(national_reviewer)

    for label, material in approved.items():
        page = client.get(reverse("admin:review", args=["material", material.pk])).content.decode()
        badge = page.split('class="state state--live"')[1].split("</span>")[0]
        assert badge.endswith(label)


def test_approval_of_a_scheduled_material_says_when_it_appears(national_reviewer, sign_in):
    later = datetime(2031, 5, 2, 3, 0, tzinfo=UTC)
    material = MaterialFactory(title="Poster nanti", state=State.WAITING, publish_at=later)
    client = sign_in(national_reviewer)

    address = reverse("admin:review_approve", args=["material", material.pk])
    page = client.get(client.post(address, {"version": material.version}).url).content.decode()

    assert "“Poster nanti” disetujui dan akan terbit pada 2 Mei 2031, pukul 10.00" in page
    assert "“Poster nanti” diterbitkan" not in page
