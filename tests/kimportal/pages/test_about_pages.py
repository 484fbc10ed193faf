"""What the portal says about itself, to people and to machines."""

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


def html(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_it_asks_the_database_nothing(client, django_assert_num_queries, language, path):
    with django_assert_num_queries(0):
        assert client.get(language + path).status_code == 200


def test_about_spells_the_name_out_and_tells_it_from_the_parties(client):
    page = html(client, "/tentang/")

    assert "Komunitas Informasi Masyarakat (KIM)" in page
    assert "huruf K berarti Kelompok" in page
    assert "koalisi partai politik" in page


def test_about_names_the_law_with_its_sources(client):
    page = html(client, "/tentang/")

    for law in ("Permenkominfo 08/2010", "Permenkominfo 8/2019", "Permenkominfo 4/2024"):
        row = page[page.index(law) :].partition("</tr>")[0]
        assert 'href="https://' in row


def test_about_teaches_adinda_letter_by_letter(client):
    letters = [letter for letter, *_ in client.get("/tentang/").context["adinda"]]

    assert "".join(letters) == "ADINDA"
    assert "Akses informasi" in html(client, "/tentang/")
    assert "Access to information" in html(client, "/en/tentang/")


def test_privacy_leads_to_each_right(client):
    page = html(client, "/privasi/")

    for path in ("", "data/", "unduh/", "hapus/", "sessions/", "persetujuan/"):
        assert f'href="/akun/{path}"' in page


def test_privacy_names_whom_to_ask(client, settings):
    settings.CONTACT_EMAIL = "tanya@example.go.id"

    assert 'href="mailto:tanya@example.go.id"' in html(client, "/privasi/")
    assert settings.MINISTRY_NAME in html(client, "/privasi/")


def test_privacy_promises_what_erasing_does(sari):
    sari.phone = "+6281234567890"
    sari.save()

    sari.erase(by=sari)

    gone = Person.objects.get(pk=sari.pk)
    assert (gone.name, gone.phone, gone.email) == ("", "", f"erased-{sari.pk}@invalid")


def test_help_explains_every_mark(client):
    marks = [state for state, _ in client.get("/bantuan/").context["states"]]

    assert set(marks) == set(State)


def test_help_leads_to_every_step(client):
    page = html(client, "/bantuan/")

    steps = ["/akun/signup/", "/anggota/kim/daftar/", "/materi/", "/anggota/kegiatan/"]
    for path in [*steps, "/anggota/", "/v/"]:
        assert f'href="{path}"' in page


def test_security_txt_says_whom_to_warn_and_for_how_long(client, settings):
    settings.SECURITY_CONTACT = "keamanan@example.go.id"

    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:keamanan@example.go.id"
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=178) < left < timedelta(days=365)


def test_security_txt_takes_an_address_of_any_kind(client, settings):
    settings.SECURITY_CONTACT = "https://example.go.id/lapor"

    assert (
        b"Contact: https://example.go.id/lapor\n" in client.get("/.well-known/security.txt").content
    )


def test_security_txt_falls_back_to_the_general_contact(client, settings):
    settings.CONTACT_EMAIL = "tanya@example.go.id"

    assert b"mailto:tanya@example.go.id" in client.get("/.well-known/security.txt").content


def test_no_security_txt_while_nobody_is_named(client):
    assert client.get("/.well-known/security.txt").status_code == 404


def test_the_manifest_names_icons_that_exist():
    path = Path(finders.find("site.webmanifest"))

    manifest = json.loads(path.read_text())

    assert manifest["start_url"] == "/"
    assert [icon["src"] for icon in manifest["icons"] if not finders.find(icon["src"])] == []


def test_a_downloaded_file_bears_the_name_of_its_link(rf, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"gambar")

    response = public_file(rf.get("/media/a.jpg"), "a.jpg", tmp_path)

    assert b"".join(response.streaming_content) == b"gambar"
    assert "Content-Disposition" not in response
