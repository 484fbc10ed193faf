"""Verification pages: the status of a code, however it was typed."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from campaigns.materials.models.material import Material
from campaigns.verification.codes import new_code
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MaterialFactory, MaterialFileFactory

pytestmark = pytest.mark.django_db


def test_codes_answer_at_once_after_withdrawal(client, administrator):
    material = MaterialFactory()
    url = f"/v/{material.formatted_code}/"
    before = client.get(url)

    material.withdraw(by=administrator, note="Angka tidak tepat.")
    after = client.get(url)

    assert "Resmi" in before.content.decode()
    assert "Ditarik" in after.content.decode()
    assert "Angka tidak tepat." in after.content.decode()
    assert '<a href="/materi/">Lihat yang berlaku sekarang</a>' in after.content.decode()
    assert after["Cache-Control"] == "public, max-age=0, s-maxage=0, must-revalidate"


def test_typed_codes_lead_to_the_answer(client):
    material = MaterialFactory()

    answer = client.get("/v/", {"kode": f" {material.formatted_code.lower().replace('-', ' ')} "})

    assert answer.status_code == 302
    assert answer["Location"] == f"/v/{material.formatted_code}/"


def test_a_mistyped_code_is_answered_with_the_right_one(client):
    MaterialFactory(code="K7PM3XQ8")

    answer = client.get("/v/7KPM-3XQ8/")

    assert answer.status_code == 404
    assert "<h1>Kode salah ketik</h1>" in answer.content.decode()
    assert [material.code for material in answer.context["similar"]] == ["K7PM3XQ8"]


def test_a_valid_code_that_was_never_issued_is_called_not_ours(client):
    answer = client.get(f"/v/{new_code()}/")

    assert answer.status_code == 404
    assert "<h1>Bukan dari kami</h1>" in answer.content.decode()


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING])
def test_a_code_is_unknown_before_approval(client, state):
    material = MaterialFactory(state=state, code=new_code())

    answer = client.get(f"/v/{material.code}/")

    assert answer.status_code == 404
    assert material.title not in answer.content.decode()


@pytest.mark.parametrize("code", ["x", "%00", "ÄÖÜ", "K7PM-3XQ9-K7PM-3XQ9", "..%2f", "1" * 300])
def test_invalid_codes_are_answered_with_help(client, code):
    answer = client.get(f"/v/{code}/")

    assert answer.status_code == 404
    assert 'name="kode"' in answer.content.decode() or "%2f" in code


def test_the_qr_code_is_an_svg(client):
    material = MaterialFactory()

    answer = client.get(f"/v/{material.formatted_code}/qr.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert len(answer.content) < 4000


@pytest.mark.parametrize(
    "pasted",
    [
        "https://kim.example/v/{code}/?utm_source=wa&fbclid=x",
        "Cek di kim.example/en/v/{code} ya",
        "*Sudah tahu?* Datang ke TPS!\n_Kode {code}_",
        "Kode {spaced}",
        "> Ani: Kode: {code}\n> diteruskan",
        "{lower}",
        "{plain}",
    ],
)
def test_a_code_is_read_out_of_whatever_is_pasted(client, pasted):
    code = MaterialFactory(code="K7PM3XQ8").formatted_code
    typed = pasted.format(
        code=code, spaced=code.replace("-", " "), lower=code.lower(), plain=code.replace("-", "")
    )

    answer = client.get("/v/", {"kode": typed})

    assert answer["Location"] == f"/v/{code}/"


def test_a_valid_code_asks_to_compare_before_anything_is_green(client):
    material = MaterialFactory(body="Bawa **KTP** ke TPS.", transcript="Pukul 07.00–13.00")
    MaterialFileFactory(material=material)

    page = client.get(f"/v/{material.formatted_code}/").content.decode()

    order = [
        page.index(text)
        for text in (
            "<h1>Kode ini milik materi di bawah ini</h1>",
            f">{material.title}</a>",
            "Bawa <strong>KTP</strong> ke TPS.",
            "Pukul 07.00–13.00",
            "Berbeda? Laporkan",
            "verification-result--good",
        )
    ]
    assert order == sorted(order)
    assert "aduankonten.id" in page
    assert "WhatsApp mengubah gambar" in page


def titled(client, address):
    page = client.get(address).content.decode()
    return re.search(r'property="og:title" content="([^"]*)"', page)[1]


def test_the_link_preview_bears_the_verdict(client, administrator):
    live, replaced, withdrawn, expired, made = (MaterialFactory() for _n in range(5))
    MaterialFactory(supersedes=replaced, edition=2)
    withdrawn.withdraw(by=administrator, note="Keliru.")
    Material.objects.filter(pk=expired.pk).update(expire_at=timezone.now())
    Material.objects.filter(pk=made.pk).update(group=GroupFactory())

    titles = [
        titled(client, f"/v/{row.formatted_code}/").partition(":")[0]
        for row in (live, replaced, withdrawn, expired, made)
    ]

    assert titles == ["RESMI", "DIGANTI", "DITARIK", "TIDAK BERLAKU LAGI", "BUATAN KIM, DISETUJUI"]
    assert titled(client, f"/v/{new_code()}/") == "TIDAK DIKENAL"
    assert titled(client, "/v/AAAA-AAAB/") == "SALAH KETIK"


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_preview_picture_differs_by_verdict_and_is_of_open_graphs_size(
    client, administrator, language
):
    material = MaterialFactory()
    address = f"{language}/v/{material.formatted_code}/pratinjau.png"
    live = client.get(address)
    material.withdraw(by=administrator, note="Keliru.")
    withdrawn = client.get(address)
    unknown = client.get(f"{language}/v/{new_code()}/pratinjau.png")

    pictures = [answer.content for answer in (live, withdrawn, unknown)]
    assert len(set(pictures)) == 3
    assert [answer.status_code for answer in (live, withdrawn, unknown)] == [200, 200, 404]
    for content in pictures:
        assert len(content) < 40_000
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (1200, 630)


def test_a_poster_is_found_by_its_words_in_whatever_state_it_is(client, administrator):
    live = MaterialFactory(transcript="Datang pukul tujuh pagi membawa KTP elektronik")
    withdrawn = MaterialFactory(transcript="Datang pukul empat pagi membawa KTP elektronik")
    withdrawn.withdraw(by=administrator, note="Jam keliru.")
    MaterialFactory(transcript="Menjaga jarak di antrean")
    hidden = MaterialFactory(state=State.WAITING, transcript="Datang pagi membawa KTP elektronik")

    page = client.get("/v/", {"kata": "membawa KTP elektronik"}).content.decode()

    assert f"RESMI · {live.formatted_code}" in page
    assert f"DITARIK · {withdrawn.formatted_code}" in page
    assert page.count("list-item__body") == 2
    assert hidden.title not in page


@pytest.mark.parametrize("words", ["", "yang di", "zzzz tidak ada", "%", "x" * 201, "\x00"])
def test_words_that_find_nothing_are_answered_in_words(client, words):
    MaterialFactory()

    answer = client.get("/v/", {"kata": words})

    assert answer.status_code == 200
    assert "list-item__body" not in answer.content.decode()


def test_search_by_words_asks_as_often_for_three_as_for_one(client, django_assert_num_queries):
    MaterialFactory(transcript="Datang membawa KTP elektronik")
    with CaptureQueriesContext(connection) as one:
        client.get("/v/", {"kata": "membawa KTP"})
    for _n in range(2):
        MaterialFactory(transcript="Datang membawa KTP elektronik")

    with django_assert_num_queries(len(one)):
        client.get("/v/", {"kata": "membawa KTP"})
