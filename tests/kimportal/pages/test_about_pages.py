"""About, privacy and help pages, security.txt and the web manifest."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from kimportal.accounts.models import Person
from kimportal.moderation.states import State
from kimportal.web.views import public_file

pytestmark = pytest.mark.django_db

PAGES = ["/tentang/", "/privasi/", "/bantuan/"]


def page_text(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_need_no_database(client, django_assert_num_queries, language, path):
    with django_assert_num_queries(0):
        assert client.get(language + path).status_code == 200


def test_about_explains_the_name(client):
    page = page_text(client, "/tentang/")

    assert "Komunitas Informasi Masyarakat (KIM)" in page
    assert "huruf K berarti Kelompok" in page
    assert "koalisi partai politik" in page


def test_about_cites_the_law_with_sources(client):
    page = page_text(client, "/tentang/")

    for law in ("Permenkominfo 08/2010", "Permenkominfo 8/2019", "Permenkominfo 4/2024"):
        row = page[page.index(law) :].partition("</tr>")[0]
        assert 'href="https://' in row


def test_about_explains_adinda(client):
    initials = [initial for initial, *_ in client.get("/tentang/").context["adinda"]]

    assert "".join(initials) == "ADINDA"
    assert "Akses informasi" in page_text(client, "/tentang/")
    assert "Access to information" in page_text(client, "/en/tentang/")


def test_privacy_links_to_each_right(client):
    page = page_text(client, "/privasi/")

    for path in ("", "data/", "unduh/", "hapus/", "sessions/", "persetujuan/"):
        assert f'href="/akun/{path}"' in page


def test_privacy_names_the_contact(client, settings):
    settings.CONTACT_EMAIL = "tanya@example.go.id"

    assert 'href="mailto:tanya@example.go.id"' in page_text(client, "/privasi/")
    assert settings.MINISTRY_NAME in page_text(client, "/privasi/")


def test_erasure_does_what_privacy_promises(sari):
    sari.phone = "+6281234567890"
    sari.save()

    sari.erase(by=sari)

    erased = Person.objects.get(pk=sari.pk)
    assert (erased.name, erased.phone, erased.email) == ("", "", f"erased-{sari.pk}@invalid")


def test_help_explains_every_state(client):
    states = [state for state, _ in client.get("/bantuan/").context["states"]]

    assert set(states) == set(State)


def test_help_links_to_every_step(client):
    page = page_text(client, "/bantuan/")

    steps = ["/akun/signup/", "/anggota/kim/daftar/", "/materi/", "/anggota/kegiatan/"]
    for path in [*steps, "/anggota/", "/v/"]:
        assert f'href="{path}"' in page


def test_security_txt_has_contact_and_expiry(client, settings):
    settings.SECURITY_CONTACT = "keamanan@example.go.id"

    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:keamanan@example.go.id"
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    validity = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=178) < validity < timedelta(days=365)


def test_security_txt_accepts_a_url(client, settings):
    settings.SECURITY_CONTACT = "https://example.go.id/lapor"

    assert (
        b"Contact: https://example.go.id/lapor\n" in client.get("/.well-known/security.txt").content
    )


def test_security_txt_falls_back_to_the_general_contact(client, settings):
    settings.CONTACT_EMAIL = "tanya@example.go.id"

    assert b"mailto:tanya@example.go.id" in client.get("/.well-known/security.txt").content


def test_security_txt_is_there_without_a_contact_of_its_own(client, settings):
    assert settings.SECURITY_CONTACT == ""

    response = client.get("/.well-known/security.txt")

    assert response.status_code == 200
    assert b"Contact: mailto:kontak@example.org\n" in response.content


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("lapor@example.go.id", '<a href="mailto:lapor@example.go.id">lapor@example.go.id</a>'),
        ("https://aduan.go.id/", '<a href="https://aduan.go.id/">aduan.go.id</a>'),
        ("tel:+62215550100", '<a href="tel:+62215550100">+62215550100</a>'),
    ],
)
def test_somebody_to_turn_to_stands_where_it_is_needed(client, settings, value, link):
    settings.HOAX_DESK = settings.DATA_PROTECTION_CONTACT = value

    for path, text in [
        ("/bantuan/", "Saya melihat hoaks tentang pemilihan"),
        ("/tentang/", "Untuk melaporkan hoaks:"),
        ("/privasi/", "Petugas pelindungan data:"),
        ("/v/23456789/", "Tampak seperti hoaks? Laporkan:"),
    ]:
        page = page_text(client, path)
        assert text in page and link in page.rpartition(text)[2][:400]


def test_the_contact_is_in_the_footer_and_on_the_help_page(client):
    for path in ("/", "/bantuan/", "/privasi/", "/tentang/"):
        assert 'href="mailto:kontak@example.org"' in page_text(client, path)


def test_icons_of_the_manifest_exist():
    path = Path(finders.find("site.webmanifest"))

    manifest = json.loads(path.read_text())

    assert manifest["start_url"] == "/"
    assert [icon["src"] for icon in manifest["icons"] if not finders.find(icon["src"])] == []


def test_a_public_file_has_no_content_disposition(rf, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"gambar")

    response = public_file(rf.get("/media/a.jpg"), "a.jpg", tmp_path)

    assert b"".join(response.streaming_content) == b"gambar"
    assert "Content-Disposition" not in response
