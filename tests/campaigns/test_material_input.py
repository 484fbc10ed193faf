"""What people and machines type into the forms of materials."""

import time

import pytest

from campaigns.prose import to_html
from kimportal.states import State
from tests.bad_input import attack, probe
from tests.factories import MaterialFactory

pytestmark = pytest.mark.django_db


def test_the_search_takes_anything(client):
    MaterialFactory()

    assert probe(client, "/materi/", ["q", "pilar", "jenis", "bahasa", "program", "hal"]) == []
    assert probe(client, "/materi/feed/", ["q", "pilar"]) == []


def test_the_check_takes_anything(client):
    assert probe(client, "/v/", ["kode"]) == []


def test_the_draft_takes_anything(world, sign_in):
    draft = MaterialFactory(group=world.group, state=State.DRAFT)
    good = {
        "kind": "artikel",
        "language": draft.language_id,
        "title": "Judul",
        "body": "Isi",
        "pillars": [pillar.pk for pillar in draft.pillars.all()],
        "opened": "",
    }

    assert attack(sign_in(world.member), f"/anggota/materi/{draft.slug}/ubah/", good=good) == []


@pytest.mark.parametrize(
    "text",
    ["[" * 30_000, "> " * 15_000, "*" * 30_000, "- " * 15_000, "<" * 30_000, "&" * 30_000, "`" * 30_000, "![](" * 7_500, "|" * 30_000, "_a" * 15_000],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_no_text_takes_long_to_be_shown(text):
    started = time.process_time()

    to_html(text)

    assert time.process_time() - started < 5
