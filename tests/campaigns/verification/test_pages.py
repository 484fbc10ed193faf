"""Verification pages: the status of a code, however it was typed."""

import pytest

from campaigns.verification.codes import new_code
from kimportal.moderation.states import State
from tests.factories import MaterialFactory

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
