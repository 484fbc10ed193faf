import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.materials.models.files import Download
from campaigns.open_data.sitemaps import MaterialSitemap
from kimportal.moderation.states import State
from tests.factories import EventFactory, MaterialFactory, MaterialFileFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_is_related(client, django_assert_num_queries, count):
    material = MaterialFactory()
    for _ in range(count):
        MaterialFileFactory(material=material)
        MaterialFileFactory(material=MaterialFactory())
        MaterialFactory(language="jv", family=material.family)

    with django_assert_num_queries(12):
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
def test_a_material_that_was_never_public_is_not_found(client, state):
    material = MaterialFactory(state=state)

    assert client.get(f"/materi/{material.slug}/").status_code == 404


def test_the_share_text_has_caption_url_and_code(client):
    material = MaterialFactory(share_caption="Saring dulu, baru sebar & bagikan.")

    page = client.get(f"/materi/{material.slug}/")

    caption = page.context["caption"]
    assert caption.startswith("Saring dulu, baru sebar & bagikan.\n\nhttp")
    assert f"/materi/{material.slug}/" in caption
    assert f"/v/{material.formatted_code}/" in caption
    assert page.context["whatsapp"].startswith(
        "https://wa.me/?text=Saring%20dulu%2C%20baru%20sebar%20%26"
    )


def test_downloads_are_listed_smallest_first(client):
    material = MaterialFactory()
    for size in (900_000, 84_000, 310_000):
        MaterialFileFactory(material=material, size=size)

    page = client.get(f"/materi/{material.slug}/")

    assert [option.size for option in page.context["object"].download_options] == [
        84_000,
        310_000,
        900_000,
    ]
    assert page.content.decode().index("84\xa0KB") < page.content.decode().index("310\xa0KB")


@pytest.mark.parametrize(
    ("kind", "mime", "label"),
    [("audio", "audio/mpeg", "Untuk didengar"), ("video", "video/mp4", "Untuk ditonton")],
)
def test_audio_and_video_show_duration_and_size_before_playing(client, kind, mime, label):
    fields = {"kind": kind, "role": kind, "mime": mime, "duration": 65.4, "size": 166_000}
    file = MaterialFileFactory(material__transcript="Ayo teman.", **fields)

    html = client.get(f"/materi/{file.material.slug}/").content.decode()

    assert f"{label} · 1:05 · 166\xa0KB" in html
    assert re.search(rf'<{kind} controls preload="none".*?type="{mime}"', html, re.DOTALL)
    assert "Ayo teman." in html


def test_a_download_is_counted_and_redirected(client):
    file = MaterialFileFactory()
    url = f"/materi/{file.material.slug}/unduh/{file.pk}/"

    first, second = client.get(url), client.get(url)
    client.head(url)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == file.url
    assert not first.cookies
    assert [(download.day, download.count) for download in Download.objects.all()] == [
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


def test_an_unchanged_page_is_answered_304(client):
    material = MaterialFactory()
    first = client.get(f"/materi/{material.slug}/")

    again = client.get(f"/materi/{material.slug}/", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert "Vary" not in first or "Cookie" not in first["Vary"]


def test_text_of_a_material_is_never_run_as_script(client):
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


def test_a_jingle_is_represented_by_its_audio(client):
    fields = {"kind": "audio", "role": "audio", "mime": "audio/mpeg", "duration": 27.7}
    material = MaterialFactory(kind="jingle", transcript="Ayo teman.")
    MaterialFileFactory(material=material, size=9_000)
    audio = MaterialFileFactory(material=material, size=166_000, **fields)

    feed = client.get("/materi/feed/").content.decode()
    page = client.get(f"/materi/{material.slug}/")

    assert 'length="166000" type="audio/mpeg"' in feed
    assert page.context["material"].smallest_download.file == audio
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    described = json.loads(block.group(1))
    assert (described["@type"], described["duration"]) == ("AudioObject", "PT28S")
    assert described["contentUrl"].endswith(audio.url)
    assert described["transcript"] == "Ayo teman."


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


def test_link_previews_have_picture_and_text(client, settings):
    material = MaterialFactory(summary="Ringkasnya begini.", alt_text="Kotak suara")
    file = MaterialFileFactory(material=material)
    file.renditions.create(
        name="link-preview",
        content="renditions/ab/private.jpg",
        public_name="renditions/ab/x.jpg",
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
    assert '<meta property="og:image:width" content="1200">' in html
    assert '<meta property="og:image:height" content="630">' in html
    assert (
        '<meta name="description" property="og:description" content="Ringkasnya begini.">' in html
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_both_languages_are_complete(client, language):
    material = MaterialFactory()
    prefix = "" if language == "id" else "/en"

    html = client.get(f"{prefix}/v/{material.formatted_code}/").content.decode()

    assert ("Resmi" in html, "Official" in html) == (
        (True, False) if language == "id" else (False, True)
    )
