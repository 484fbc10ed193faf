"""List of live materials, with search and filters."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.verification.codes import format_code, new_code
from kimportal.moderation.states import State
from tests.factories import CampaignFactory, GroupFactory, MaterialFactory, MaterialFileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def titles(response):
    return [material.title for material in response.context["page_obj"]]


def test_the_list_shows_what_is_live_newest_first(client):
    now = timezone.now()
    MaterialFactory(title="Lama", published_at=now - timedelta(days=2))
    MaterialFactory(title="Baru", published_at=now - timedelta(days=1))
    MaterialFactory(title="Besok", published_at=now + timedelta(days=1))
    MaterialFactory(title="Lewat", expire_at=now - timedelta(days=1))
    for state in (State.DRAFT, State.WAITING, State.RETURNED, State.REJECTED, State.WITHDRAWN):
        MaterialFactory(title=state, state=state)

    assert titles(client.get("/materi/")) == ["Baru", "Lama"]


def test_a_replaced_edition_leaves_the_list_and_stays_readable(client):
    old = MaterialFactory(title="Cetakan pertama")
    new = MaterialFactory(title="Cetakan kedua", supersedes=old, edition=2, family=old.family)

    assert titles(client.get("/materi/")) == ["Cetakan kedua"]
    page = client.get(f"/materi/{old.slug}/")
    assert page.status_code == 200
    assert page.context["newer"] == new
    assert "Pernah resmi, kini sudah diganti" in page.content.decode()
    assert f'href="/materi/{new.slug}/"' in page.content.decode()


def test_a_scheduled_edition_does_not_replace_the_old_one_before_its_time(client):
    old = MaterialFactory(title="Berlaku")
    later = timezone.now() + timedelta(hours=1)
    MaterialFactory(title="Nanti", supersedes=old, edition=2, published_at=later)

    assert titles(client.get("/materi/")) == ["Berlaku"]
    assert client.get(f"/materi/{old.slug}/").context["newer"] is None


@pytest.mark.parametrize("typed", ["memilih", "PEMILIHAN", "pilihan damai", "dipilih"])
def test_search_finds_by_the_stem(client, typed):
    MaterialFactory(title="Pemilihan yang damai")
    MaterialFactory(title="Cuci tangan", body="Pakai sabun.")

    assert titles(client.get("/materi/", {"q": typed})) == ["Pemilihan yang damai"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("hoax", "Tangkal hoaks"),
        ("HOAKS", "Tangkal hoaks"),
        ("berita bohong", "Tangkal hoaks"),
        ("covid", "Pemilih sehat di masa COVID-19"),
        ("covid-19", "Pemilih sehat di masa COVID-19"),
        ("covid19 pemilih", "Pemilih sehat di masa COVID-19"),
        ("korona", "Pemilih sehat di masa COVID-19"),
        ("politik uang", "Tolak serangan fajar"),
        ("money politics", "Tolak serangan fajar"),
        ("golput", "Golongan putih bukan pilihan"),
        ("difabel", "Disabilitas juga memilih"),
        ("penyandang cacat", "Disabilitas juga memilih"),
    ],
)
def test_search_finds_other_words_for_the_same(client, typed, title):
    MaterialFactory(title="Tangkal hoaks")
    MaterialFactory(title="Pemilih sehat di masa COVID-19")
    MaterialFactory(title="Tolak serangan fajar")
    MaterialFactory(title="Golongan putih bukan pilihan")
    MaterialFactory(title="Disabilitas juga memilih")
    MaterialFactory(title="Politik santun, berita baik", body="Uang kas RT.")

    found = titles(client.get("/materi/", {"q": typed}))

    assert [name for name in found if name != "Politik santun, berita baik"] == [title]


@pytest.mark.parametrize("written", ["{0}", "{1}", "https://kim.example.org/cek/{0}"])
def test_the_code_on_a_poster_finds_its_material(client, written):
    material = MaterialFactory(title="Poster resmi", code=new_code())
    MaterialFactory(title="Poster lain", code=new_code())
    typed = written.format(material.code, format_code(material.code).lower())

    assert titles(client.get("/materi/", {"q": typed})) == ["Poster resmi"]


def test_filters_combine_and_stay_in_the_page_links(client):
    program = CampaignFactory(slug="serentak")
    fields = {"kind": "poster", "language": "jv", "campaign": program, "pillars": ["damai"]}
    MaterialFactory(title="Semua cocok", **fields)
    for name, other in (
        ("kind", "artikel"),
        ("language", "id"),
        ("campaign", None),
        ("pillars", ["sehat"]),
    ):
        MaterialFactory(title=f"Lain {name}", **(fields | {name: other}))
    for n in range(24):
        MaterialFactory(title=f"Penuh {n}", **fields)
    filters = {"pilar": "damai", "jenis": "poster", "bahasa": "jv", "program": "serentak"}

    page = client.get("/materi/", filters)

    assert page.context["total"] == 25
    assert re.search(r'<h2 id="found">\s*25 materi\s*</h2>', page.content.decode())
    assert len(titles(page)) == 24
    next_page = re.search(r'rel="next" href="([^"]+)"', page.content.decode()).group(1)
    assert titles(client.get("/materi/" + next_page.replace("&amp;", "&"))) == ["Semua cocok"]


def choices(page, name):
    return [label for value, label in page.context["form"].fields[name].choices if value]


def chips(page):
    return {pillar.slug: count for pillar, count in page.context["form"].pillars}


@pytest.fixture
def three_kinds():
    MaterialFactory(title="Memilih cerdas", kind="poster", pillars=["cerdas", "damai"])
    MaterialFactory(title="Memilih damai", kind="poster", pillars=["damai"])
    MaterialFactory(title="Pemilihan", kind="artikel", language="jv", pillars=["cerdas"])
    MaterialFactory(title="Cuci tangan", kind="jingle", pillars=["sehat"])
    MaterialFactory(title="Ditarik", kind="poster", pillars=["damai"], state=State.WITHDRAWN)


def test_each_choice_says_how_many_it_would_leave(client, three_kinds):
    page = client.get("/materi/")

    assert choices(page, "jenis") == ["Poster (2)", "Jingle (1)", "Artikel (1)"]
    assert choices(page, "bahasa") == ["Indonesia (3)", "Jawa (1)"]
    assert chips(page) == {"cerdas": 2, "sehat": 1, "damai": 2}


def test_choices_are_counted_beside_the_search_and_the_other_filters(client, three_kinds):
    page = client.get("/materi/", {"q": "memilih", "jenis": "poster", "pilar": "damai"})

    assert page.context["total"] == 2
    assert choices(page, "jenis") == ["Poster (2)"]
    assert choices(page, "bahasa") == ["Indonesia (2)"]
    assert chips(page) == {"cerdas": 1, "sehat": 0, "damai": 2}


def test_a_selected_choice_without_matches_stays(client, three_kinds):
    page = client.get("/materi/", {"q": "tangan", "jenis": "artikel"})

    assert page.context["total"] == 0
    assert choices(page, "jenis") == ["Jingle (1)", "Artikel (0)"]


def test_a_search_keeps_the_pillar_that_was_chosen(client, three_kinds):
    page = client.get("/materi/", {"pilar": "damai"}).content.decode()

    assert '<input type="hidden" name="pilar" value="damai" id="id_pilar">' in page


def test_among_very_many_the_choices_are_not_counted(client, three_kinds, monkeypatch):
    monkeypatch.setattr("campaigns.materials.forms.filters.MAX_ROWS", 3)

    page = client.get("/materi/", {"jenis": "poster"})

    assert (page.context["total"], page.context["more"]) == (2, False)
    assert "Poster" in choices(page, "jenis")
    assert chips(page) == {"cerdas": None, "sehat": None, "damai": None}


@pytest.mark.parametrize(
    "query",
    [
        "hal=1000000000",
        "hal=-1",
        "hal=x",
        "jenis=%00",
        "pilar=%00",
        "bahasa=zz",
        "q=%00%F0",
        "program=1",
    ],
)
def test_malformed_queries_are_answered(client, query):
    MaterialFactory()

    assert client.get(f"/materi/?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, count):
    for _ in range(count):
        MaterialFileFactory(material=MaterialFactory(group=GroupFactory()))

    with django_assert_num_queries(9):
        assert len(titles(client.get("/materi/"))) == count
