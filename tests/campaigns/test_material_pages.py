import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.codes import new_code
from campaigns.models import Download
from campaigns.sitemaps import MaterialSitemap
from kimportal.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
)

pytestmark = pytest.mark.django_db


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


def test_filters_narrow_together_and_stay_in_the_address(client):
    program = CampaignFactory(slug="serentak")
    facts = {"kind": "poster", "language": "jv", "campaign": program, "pillars": ["damai"]}
    MaterialFactory(title="Semua cocok", **facts)
    for name, other in (
        ("kind", "artikel"),
        ("language", "id"),
        ("campaign", None),
        ("pillars", ["sehat"]),
    ):
        MaterialFactory(title=f"Lain {name}", **(facts | {name: other}))
    for n in range(24):
        MaterialFactory(title=f"Penuh {n}", **facts)
    asked = {"pilar": "damai", "jenis": "poster", "bahasa": "jv", "program": "serentak"}

    page = client.get("/materi/", asked)

    assert page.context["total"] == 25
    assert '<h2 id="found">25 materi</h2>' in page.content.decode()
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


def test_a_choice_that_leaves_nothing_stays_where_it_was_made(client, three_kinds):
    page = client.get("/materi/", {"q": "tangan", "jenis": "artikel"})

    assert page.context["total"] == 0
    assert choices(page, "jenis") == ["Jingle (1)", "Artikel (0)"]


def test_a_search_keeps_the_pillar_that_was_chosen(client, three_kinds):
    page = client.get("/materi/", {"pilar": "damai"}).content.decode()

    assert '<input type="hidden" name="pilar" value="damai" id="id_pilar">' in page


def test_among_very_many_the_choices_are_not_counted(client, three_kinds, monkeypatch):
    monkeypatch.setattr("campaigns.forms.material_filter.COUNTED", 3)

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
def test_odd_questions_are_answered(client, query):
    MaterialFactory()

    assert client.get(f"/materi/?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, count):
    for _ in range(count):
        MaterialFileFactory(material=MaterialFactory(group=GroupFactory()))

    with django_assert_num_queries(9):
        assert len(titles(client.get("/materi/"))) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_is_related(client, django_assert_num_queries, count):
    material = MaterialFactory()
    for _ in range(count):
        MaterialFileFactory(material=material)
        MaterialFileFactory(material=MaterialFactory())
        MaterialFactory(language="jv", family=material.family)

    with django_assert_num_queries(11):
        client.get(f"/materi/{material.slug}/")


def test_language_versions_lead_to_each_other(client):
    material = MaterialFactory()
    javanese = MaterialFactory(title="Kanthi Jawa", language="jv", family=material.family)
    MaterialFactory(title="Basa Sunda", language="su", family=material.family, state=State.WAITING)

    page = client.get(f"/materi/{material.slug}/")

    assert [version.title for version in page.context["versions"]] == ["Kanthi Jawa"]
    assert f'href="/materi/{javanese.slug}/" hreflang="jv"' in page.content.decode()


def test_a_withdrawn_material_says_so_and_why(client):
    material = MaterialFactory(state=State.WITHDRAWN, state_note="Tanggalnya keliru.")

    page = client.get(f"/materi/{material.slug}/")

    assert page.status_code == 410
    assert "Tanggalnya keliru." in page.content.decode()
    assert material.body not in page.content.decode()


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.RETURNED, State.REJECTED])
def test_what_was_never_public_is_not_there(client, state):
    material = MaterialFactory(state=state)

    assert client.get(f"/materi/{material.slug}/").status_code == 404


def test_the_share_kit_carries_caption_address_and_code(client):
    material = MaterialFactory(share_caption="Saring dulu, baru sebar & bagikan.")

    page = client.get(f"/materi/{material.slug}/")

    caption = page.context["caption"]
    assert caption.startswith("Saring dulu, baru sebar & bagikan.\n\nhttp")
    assert f"/materi/{material.slug}/" in caption
    assert f"/v/{material.pretty_code}/" in caption
    assert page.context["whatsapp"].startswith(
        "https://wa.me/?text=Saring%20dulu%2C%20baru%20sebar%20%26"
    )


def test_downloads_are_listed_smallest_first(client):
    material = MaterialFactory()
    for size in (900_000, 84_000, 310_000):
        MaterialFileFactory(material=material, size=size)

    page = client.get(f"/materi/{material.slug}/")

    assert [take.size for take in page.context["object"].takes] == [84_000, 310_000, 900_000]
    assert page.content.decode().index("84\xa0KB") < page.content.decode().index("310\xa0KB")


@pytest.mark.parametrize(
    ("kind", "mime", "words"),
    [("audio", "audio/mpeg", "Untuk didengar"), ("video", "video/mp4", "Untuk ditonton")],
)
def test_sound_and_film_say_length_and_weight_before_they_are_played(client, kind, mime, words):
    facts = {"kind": kind, "role": kind, "mime": mime, "duration": 65.4, "size": 166_000}
    file = MaterialFileFactory(material__transcript="Ayo teman.", **facts)

    html = client.get(f"/materi/{file.material.slug}/").content.decode()

    assert f"{words} · 1:05 · 166\xa0KB" in html
    assert re.search(rf'<{kind} controls preload="none".*?type="{mime}"', html)
    assert "Ayo teman." in html


def test_a_download_is_counted_and_sent_on(client):
    file = MaterialFileFactory()
    address = f"/materi/{file.material.slug}/unduh/{file.pk}/"

    first, second = client.get(address), client.get(address)
    client.head(address)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == file.file.url
    assert not first.cookies
    assert [(tally.day, tally.count) for tally in Download.objects.all()] == [
        (timezone.localdate(), 2)
    ]


def test_only_what_is_live_can_be_downloaded(client):
    file = MaterialFileFactory(material__state=State.WITHDRAWN)
    other = MaterialFileFactory()

    assert client.get(f"/materi/{file.material.slug}/unduh/{file.pk}/").status_code == 404
    assert client.get(f"/materi/{other.material.slug}/unduh/{file.pk}/").status_code == 404
    assert (
        client.get(f"/materi/{other.material.slug}/unduh/{other.pk}/?bentuk=low-data").status_code
        == 404
    )
    assert not Download.objects.exists()


def test_an_unchanged_page_costs_a_reader_nothing(client):
    material = MaterialFactory()
    first = client.get(f"/materi/{material.slug}/")

    again = client.get(f"/materi/{material.slug}/", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert "Vary" not in first or "Cookie" not in first["Vary"]


def test_words_of_a_material_cannot_run_on_the_page(client):
    material = MaterialFactory(
        title='</script><img src=x onerror="alert(1)">',
        slug="uji",
        body="<script>alert(1)</script>\n\n[klik](javascript:alert(1)) **tebal** <img src=x onerror=alert(1)>",
    )

    html = client.get(f"/materi/{material.slug}/").content.decode()

    assert "<strong>tebal</strong>" in html
    assert "onerror=alert" not in html
    assert "javascript:" not in html
    assert "<script>alert" not in html
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1)
    assert json.loads(block)["name"] == material.title


def test_the_feed_holds_only_what_is_listed(client):
    old = MaterialFactory(title="Diganti")
    MaterialFileFactory(
        material=MaterialFactory(title="Pengganti", supersedes=old), size=99_000, mime="image/jpeg"
    )
    MaterialFactory(title="Ditarik", state=State.WITHDRAWN)
    MaterialFactory(title="Kelak", published_at=timezone.now() + timedelta(days=1))
    MaterialFactory(title="Kedaluwarsa", expire_at=timezone.now())

    feed = client.get("/materi/feed/")

    text = feed.content.decode()
    assert re.findall(r"<item><title>(.*?)</title>", text) == ["Pengganti"]
    assert 'length="99000" type="image/jpeg"' in text
    assert feed["Cache-Control"].startswith("public")


def test_a_jingle_is_fed_shared_and_described_by_its_sound(client):
    facts = {"kind": "audio", "role": "audio", "mime": "audio/mpeg", "duration": 27.7}
    material = MaterialFactory(kind="jingle", transcript="Ayo teman.")
    MaterialFileFactory(material=material, size=9_000)
    sound = MaterialFileFactory(material=material, size=166_000, **facts)

    feed = client.get("/materi/feed/").content.decode()
    page = client.get(f"/materi/{material.slug}/")

    assert 'length="166000" type="audio/mpeg"' in feed
    assert page.context["material"].light.file == sound
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    described = json.loads(block.group(1))
    assert (described["@type"], described["duration"]) == ("AudioObject", "PT28S")
    assert described["contentUrl"].endswith(sound.file.url)
    assert described["transcript"] == "Ayo teman."


def test_codes_answer_at_once_after_withdrawal(client, administrator):
    material = MaterialFactory()
    address = f"/v/{material.pretty_code}/"
    before = client.get(address)

    material.withdraw(by=administrator, note="Angka tidak tepat.")
    after = client.get(address)

    assert "Resmi" in before.content.decode()
    assert "Ditarik" in after.content.decode()
    assert "Angka tidak tepat." in after.content.decode()
    assert after["Cache-Control"] == "public, max-age=0, s-maxage=0, must-revalidate"


def test_typed_codes_lead_to_the_answer(client):
    material = MaterialFactory()

    answer = client.get("/v/", {"kode": f" {material.pretty_code.lower().replace('-', ' ')} "})

    assert answer.status_code == 302
    assert answer["Location"] == f"/v/{material.pretty_code}/"


def test_a_mistyped_code_is_answered_with_the_right_one(client):
    MaterialFactory(code="K7PM3XQ8")

    answer = client.get("/v/7KPM-3XQ8/")

    assert answer.status_code == 404
    assert "<h1>Kodenya keliru</h1>" in answer.content.decode()
    assert [found.code for found in answer.context["near"]] == ["K7PM3XQ8"]


def test_a_code_that_could_be_ours_and_is_not_is_called_so(client):
    answer = client.get(f"/v/{new_code()}/")

    assert answer.status_code == 404
    assert "<h1>Bukan dari kami</h1>" in answer.content.decode()


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING])
def test_a_code_is_not_ours_before_a_second_person_said_so(client, state):
    material = MaterialFactory(state=state, code=new_code())

    answer = client.get(f"/v/{material.code}/")

    assert answer.status_code == 404
    assert material.title not in answer.content.decode()


@pytest.mark.parametrize("code", ["x", "%00", "ÄÖÜ", "K7PM-3XQ9-K7PM-3XQ9", "..%2f", "1" * 300])
def test_nonsense_is_answered_with_help(client, code):
    answer = client.get(f"/v/{code}/")

    assert answer.status_code == 404
    assert 'name="kode"' in answer.content.decode() or "%2f" in code


def test_the_qr_code_is_an_svg_of_our_address(client):
    material = MaterialFactory()

    answer = client.get(f"/v/{material.pretty_code}/qr.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert len(answer.content) < 4000


def test_the_sitemap_holds_only_what_is_listed(client):
    old = MaterialFactory(slug="lama")
    MaterialFactory(slug="baru-sekali", supersedes=old)
    MaterialFactory(slug="ditarik", state=State.WITHDRAWN)
    MaterialFactory(slug="nanti", published_at=timezone.now() + timedelta(minutes=1))
    MaterialFactory(slug="habis", expire_at=timezone.now())

    listed = [material.slug for material in MaterialSitemap().items()]

    assert listed == ["baru-sekali"]


def test_the_page_names_the_events_it_was_used_in(client):
    material = MaterialFactory()
    used, planned = EventFactory(title="Rembuk RW 05"), EventFactory(state=State.WAITING)
    for event in (used, planned):
        event.handed_out.create(material=material)
    EventFactory(title="Tanpa materi")

    page = client.get(f"/materi/{material.slug}/")

    assert list(page.context["uses"]) == [used]
    assert "Rembuk RW 05" in page.content.decode()


def test_links_are_previewed_with_picture_and_words(client, settings):
    material = MaterialFactory(summary="Ringkasnya begini.", alt_text="Kotak suara")
    file = MaterialFileFactory(material=material)
    file.renditions.create(
        name="link-preview",
        content="renditions/ab/x.jpg",
        mime="image/jpeg",
        size=1,
        width=1200,
        height=630,
    )

    html = client.get(f"/materi/{material.slug}/").content.decode()

    assert f'<meta property="og:title" content="{material.title}">' in html
    assert (
        f'<meta property="og:image" content="{settings.SITE_URL}/media/renditions/ab/x.jpg">'
        in html
    )
    assert '<meta property="og:image:alt" content="Kotak suara">' in html
    assert (
        '<meta name="description" property="og:description" content="Ringkasnya begini.">' in html
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_both_languages_are_complete(client, language):
    material = MaterialFactory()
    prefix = "" if language == "id" else "/en"

    html = client.get(f"{prefix}/v/{material.pretty_code}/").content.decode()

    assert ("Resmi" in html, "Official" in html) == (
        (True, False) if language == "id" else (False, True)
    )
