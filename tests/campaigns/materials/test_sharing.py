"""What is sent when a material is passed on."""

from urllib.parse import unquote

import pytest

from campaigns.materials.markdown import to_html
from campaigns.materials.sharing import share_text, whatsapp_text
from kimportal.moderation.states import State
from kimportal.web.links import MAX_WHATSAPP_TEXT, whatsapp_url
from tests.factories import MaterialFactory, MaterialFileFactory

pytestmark = pytest.mark.django_db
PAGE = "https://kim.example/materi/materi/"
SERMON = """
## Hadirin yang *terhormat*

Suara Anda **milik Anda**,
dan _tidak dijual_.

1. Datang pukul 07.00
2. Bawa **KTP-el**

- masker
- pena sendiri

> Beda pilihan, tetap sedulur.

Lapor ke [aduankonten.id](https://aduankonten.id/) atau [Bawaslu](https://bawaslu.go.id/lapor).
"""
AS_WHATSAPP = """
*Hadirin yang terhormat*

Suara Anda *milik Anda*, dan _tidak dijual_.

1. Datang pukul 07.00
2. Bawa *KTP-el*

- masker
- pena sendiri

> Beda pilihan, tetap sedulur.

Lapor ke aduankonten.id (https://aduankonten.id/) atau Bawaslu (https://bawaslu.go.id/lapor).
""".strip()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (SERMON, AS_WHATSAPP),
        ("Satu\\\nDua", "Satu\nDua"),
        ("- satu\n  - di dalam\n- dua", "- satu\n- di dalam\n- dua"),
        ("Lihat <https://kpu.go.id/>.", "Lihat https://kpu.go.id/."),
        ("|Jam|Siapa|\n|-|-|\n|7|A–M|", "Jam | Siapa\n7 | A–M"),
        ("5 < 7 & *7 > 5*", "5 < 7 & _7 > 5_"),
        ("", ""),
    ],
)
def test_markdown_is_sent_with_the_marks_of_whatsapp(source, expected):
    assert whatsapp_text(to_html(source)) == expected


@pytest.mark.parametrize("kind", ["naskah-ceramah", "klarifikasi"])
def test_a_text_is_sent_whole_with_its_title_and_code(settings, kind):
    material = MaterialFactory(kind=kind, title="Suara Anda", body=SERMON, share_caption="Pendek.")

    code = f"Periksa keasliannya: {settings.SITE_URL}/v/{material.formatted_code}/"
    assert share_text(material, PAGE) == f"*Suara Anda*\n\n{AS_WHATSAPP}\n\n{code}"


def test_a_whatsapp_text_is_the_message_itself(settings):
    material = MaterialFactory(kind="teks-whatsapp", body="Saring **dulu**, baru sebar.")

    code = f"Periksa keasliannya: {settings.SITE_URL}/v/{material.formatted_code}/"
    assert share_text(material, PAGE) == f"Saring *dulu*, baru sebar.\n\n{code}"


def test_before_it_has_a_code_a_text_is_sent_with_its_page():
    material = MaterialFactory(kind="teks-whatsapp", body="Saring dulu.", state=State.DRAFT)

    assert share_text(material, PAGE) == f"Saring dulu.\n\n{PAGE}"


def test_an_article_is_sent_as_its_caption_and_page(settings):
    material = MaterialFactory(body=SERMON, title="Suara Anda", summary="Bacalah.")

    assert share_text(material, PAGE).startswith(f"*Suara Anda*\nBacalah.\n\n{PAGE}\n\nPeriksa")


def test_a_text_too_long_for_a_link_ends_after_a_paragraph_with_the_address_of_the_rest():
    paragraphs = [f"{n} " + "ada kata " * 60 for n in range(40)]
    text = "\n\n".join(paragraphs)

    url = whatsapp_url(text, more=PAGE)

    sent = unquote(url.removeprefix("https://wa.me/?text="))
    *kept, end = sent.split("\n\n")
    assert kept == paragraphs[: len(kept)]
    assert end == f"Baca selengkapnya: {PAGE}"
    assert MAX_WHATSAPP_TEXT - len(url) < 900
    assert len(url) <= MAX_WHATSAPP_TEXT + len("https://wa.me/?text=")


def test_one_endless_paragraph_is_cut_to_fit():
    url = whatsapp_url("é" * 9000, more=PAGE)

    assert len(url) <= MAX_WHATSAPP_TEXT + len("https://wa.me/?text=")
    assert unquote(url).endswith(f"é\n\nBaca selengkapnya: {PAGE}")


def test_the_whole_text_is_on_the_share_button_however_long(client):
    material = MaterialFactory(kind="naskah-ceramah", body="Kata demi kata. " * 1500)

    page = client.get(f"/materi/{material.slug}/")

    assert page.context["caption"] == share_text(material, PAGE)
    assert "Kata demi kata. " * 1499 in page.context["caption"]
    assert "selengkapnya" in unquote(page.context["whatsapp"])


def test_a_picture_goes_with_a_text_that_fits_as_its_caption(client):
    short = MaterialFileFactory(material__kind="klarifikasi", material__body="Itu tidak benar.")
    long = MaterialFileFactory(material__kind="klarifikasi", material__body="Tidak benar. " * 100)

    assert client.get(f"/materi/{short.material.slug}/").context["file"].file == short
    assert client.get(f"/materi/{long.material.slug}/").context["file"] is None


def test_of_the_pictures_with_a_code_the_lightest_is_shared():
    file = MaterialFileFactory(size=10_000)
    for name, size in (("low-data", 95_000), ("social", 84_000), ("print", 70_000)):
        file.renditions.create(
            name=name, content=f"renditions/aa/{name}.jpg", mime="image/jpeg", size=size
        )

    assert file.material.smallest_download.form == "social"
