"""The ministry's editors write in the staff site; nothing there decides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

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
def adapter(sign_in, editor):
    return sign_in(editor)


def words(**changes):
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


def change(material):
    return reverse("admin:campaigns_material_change", args=[material.pk])


def opened(adapter, material):
    """What the form was opened with, so that the site can tell two tabs apart."""
    return adapter.get(change(material)).context["edition"]


def test_an_editor_writes_with_a_file_and_hands_in(adapter, editor, national_reviewer, client):
    upload = SimpleUploadedFile("poster.jpg", jpeg(1200, 1500), "image/jpeg")

    answer = adapter.post(
        reverse("admin:campaigns_material_add"), words(**{"files-0-new_file": upload})
    )

    assert answer.status_code == 302, answer.context["errors"]
    material = Material.objects.get()
    assert (material.created_by, material.state, material.slug) == (
        editor,
        State.DRAFT,
        "ayo-ke-tps",
    )
    assert material.files.get().renditions.filter(name="jpeg-720").exists()
    adapter.post(f"/anggota/materi/{material.slug}/kirim/")
    material.refresh_from_db()
    material.approve(by=national_reviewer)
    assert client.get(f"/materi/{material.slug}/").status_code == 200


def test_a_change_is_kept_and_remembered(adapter, editor):
    material = MaterialFactory(state=State.DRAFT, created_by=editor, title="Lama")

    answer = adapter.post(change(material), words(title="Baru", edition=opened(adapter, material)))

    assert answer.status_code == 302, answer.context["errors"]
    material.refresh_from_db()
    assert material.title == "Baru"
    assert " baru " in material.search_text
    told = [audit_event.changes.get("title") for audit_event in AuditEvent.objects.about(material)]
    assert ["Lama", "Baru"] in told


@pytest.mark.parametrize("state", [State.WAITING, State.LIVE, State.WITHDRAWN, State.REJECTED])
def test_nothing_is_written_over_what_was_handed_in(adapter, state):
    material = MaterialFactory(state=state, title="Tetap")

    answer = adapter.post(change(material), words(title="Lain"))

    assert answer.status_code == 403
    material.refresh_from_db()
    assert material.title == "Tetap"


def test_a_file_is_taken_off_a_draft(adapter, editor):
    file = MaterialFileFactory(material__state=State.DRAFT)
    material = file.material
    removed = {
        "files-TOTAL_FORMS": "1",
        "files-INITIAL_FORMS": "1",
        "files-0-id": file.pk,
        "files-0-material": material.pk,
        "files-0-DELETE": "on",
    }

    answer = adapter.post(change(material), words(edition=opened(adapter, material)) | removed)

    assert answer.status_code == 302, answer.context["errors"]
    assert not material.files.exists()


def test_an_election_takes_its_regions_by_code(adapter):
    RegionFactory(code="35.73")
    address = reverse("admin:campaigns_election_add")
    facts = {"name": "Pemilihan 2031", "kind": "regional", "codes": "35\n35.73, 52.71"}

    refused = adapter.post(address, facts)
    assert "52.71" in refused.content.decode()
    assert not Election.objects.exists()
    RegionFactory(code="52.71")
    adapter.post(address, facts)

    election = Election.objects.get()
    assert sorted(region.code for region in election.regions.all()) == ["35", "35.73", "52.71"]
    assert election.voting_day is None


def test_an_election_shows_its_regions_by_name_and_reads_them_back(adapter, world):
    election = Election.objects.create(name="Pemilihan", kind="regional")
    election.regions.set([world.regency, world.province])
    address = reverse("admin:campaigns_election_change", args=[election.pk])
    page = adapter.get(address)
    shown = page.context["adminform"].form["codes"].value()
    facts = {"name": "Pemilihan", "kind": "regional", "edition": page.context["edition"]}

    adapter.post(address, facts | {"codes": shown.replace("\n", "\r\n")})

    assert shown == "35 Jawa Timur\n35.73 Kota Malang"
    assert set(election.regions.all()) == {world.regency, world.province}
    assert not AuditEvent.objects.exists()


def test_a_place_without_its_code_is_not_guessed(adapter, world):
    facts = {"name": "Pemilihan", "kind": "regional", "codes": f"{world.regency.pk}\nKota Batu"}

    refused = adapter.post(reverse("admin:campaigns_election_add"), facts)

    assert "Kota" in str(refused.context["adminform"].form.errors["codes"])
    assert not Election.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2020-13-01"])
def test_days_beyond_reason_are_refused(adapter, day):
    facts = {"name": "X", "kind": "regional", "codes": "", "voting_day": day}

    assert adapter.post(reverse("admin:campaigns_election_add"), facts).status_code == 200
    assert not Election.objects.exists()


def test_a_programme_ends_after_it_starts(adapter):
    facts = {"name": "P", "slug": "p", "starts": "2020-11-10", "ends": "2020-11-09"}

    assert adapter.post(reverse("admin:campaigns_campaign_add"), facts).status_code == 200
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("name", ["material", "election", "campaign"])
def test_reviewers_read_and_do_not_write(sign_in, national_reviewer, name):
    reader = sign_in(national_reviewer)

    assert reader.get(reverse(f"admin:campaigns_{name}_changelist")).status_code == 200
    assert reader.get(reverse(f"admin:campaigns_{name}_add")).status_code == 403


def test_the_table_of_files_is_headed_in_the_reader_s_language(adapter):
    page = adapter.get(reverse("admin:campaigns_material_add")).content.decode()

    assert "Berkas baru" in page
    assert "New file" not in page


def test_signs_that_nobody_sees_do_not_break_the_feed(adapter, client):
    MaterialFactory()
    cerdas = Pillar.objects.get(slug="cerdas")
    address = reverse("admin:campaigns_pillar_change", args=[cerdas.pk])
    edition = adapter.get(address).context["edition"]
    named = {"name": "Cer\x0bdas", "name_en": "Sm\x01art", "order": "1", "summary": "Kenali\x0c."}

    adapter.post(address, named | {"edition": edition})

    cerdas.refresh_from_db()
    assert (cerdas.name, cerdas.name_en, cerdas.summary) == ("Cerdas", "Smart", "Kenali.")
    assert "Cerdas" in client.get(reverse("material_feed")).content.decode()


def test_the_key_of_a_word_in_use_stays(adapter):
    cerdas = Pillar.objects.get(slug="cerdas")
    address = reverse("admin:campaigns_pillar_change", args=[cerdas.pk])
    edition = adapter.get(address).context["edition"]
    changed = {"name": "Cerdas", "name_en": "Smart", "order": "1", "slug": "pintar"}

    adapter.post(address, changed | {"edition": edition, "summary_en": "Knows."})

    cerdas.refresh_from_db()
    assert (cerdas.slug, cerdas.summary_en) == ("cerdas", "Knows.")


def test_an_editor_of_a_region_goes_on_with_what_they_began(sign_in, world):
    client = sign_in(StaffFactory(role="editor", within=[world.regency.code]))
    others = MaterialFactory(state=State.DRAFT, title="Dari pusat")

    client.post(reverse("admin:campaigns_material_add"), words())

    mine = Material.objects.get(title="Ayo ke TPS")
    pages = [
        reverse("admin:campaigns_material_change", args=[mine.pk]),
        reverse("material_edit", args=[mine.slug]),
        reverse("material_edit", args=[others.slug]),
    ]
    assert [client.get(page).status_code for page in pages] == [200, 200, 404]


@pytest.mark.parametrize(("table", "made"), [("setting", True), ("language", False)])
def test_the_key_of_a_new_word_is_made_of_its_name(adapter, table, made):
    page = adapter.get(reverse(f"admin:campaigns_{table}_add"))

    assert bool(page.context["adminform"].prepopulated_fields) == made


def test_whoever_withdraws_is_told_that_the_public_reads_why(sign_in, national_reviewer):
    page = reverse("admin:review", args=["material", MaterialFactory().pk])

    shown = sign_in(national_reviewer).get(page).content.decode()

    assert "Dibaca publik di mana pun kodenya diperiksa." in shown


@pytest.mark.parametrize(
    ("kind", "scanned", "said"),
    [("document", False, True), ("document", True, False), ("picture", False, False)],
)
def test_a_review_says_which_file_no_scanner_saw(sign_in, national_reviewer, kind, scanned, said):
    material = MaterialFactory(state=State.WAITING)
    MaterialFileFactory(material=material, kind=kind, scanned=scanned)

    page = sign_in(national_reviewer).get(f"/admin/review/material/{material.pk}/")

    assert ("Belum dipindai dari virus" in page.content.decode()) == said


@pytest.mark.parametrize("scanned", [True, False])
def test_a_file_remembers_whether_it_was_scanned(editor, scanned):
    clean = validate_upload(SimpleUploadedFile("poster.jpg", jpeg(600, 600), "image/jpeg"))
    clean.scanned = scanned

    MaterialFile.objects.attach(MaterialFactory(state=State.DRAFT), clean, by=editor)

    assert MaterialFile.objects.get().scanned is scanned


def test_a_new_material_is_asked_for_what_it_can_have_and_nothing_leads_away(world, sign_in):
    client, begun = sign_in(world.editor), MaterialFactory(group=None, state=State.DRAFT)

    new = client.get(reverse("admin:campaigns_material_add")).content.decode()
    old = client.get(reverse("admin:campaigns_material_change", args=[begun.pk])).content.decode()

    assert ["Langkah berikutnya" in page for page in (new, old)] == [False, True]
    assert "related-widget-wrapper" not in new + old


def test_who_only_decides_is_led_from_the_list_to_the_review(world, sign_in):
    material = MaterialFactory(group=world.group)
    there = reverse("admin:campaigns_material_change", args=[material.pk])
    review = reverse("admin:review", args=["material", material.pk])

    led = sign_in(world.reviewer).get(there)
    page = sign_in(world.administrator).get(there).content.decode()

    assert led.url == review
    assert f'href="{review}"' in page
