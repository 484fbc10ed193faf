"""What people and machines type into the forms of materials."""

import re

import pytest

from campaigns.materials.markdown import to_html
from kimportal.moderation.states import State
from tests.bad_input import attack, probe
from tests.factories import MaterialFactory

pytestmark = pytest.mark.django_db
#: What keeps a Markdown parser busy when it is repeated.
HOSTILE = ("[", "> ", "*", "- ", "<", "&", "`", "![](", "|", "_a")
LONGEST = 30_000


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


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_words_of_a_hostile_text_are_kept(unit):
    shown = to_html(unit * (LONGEST // len(unit)) + " jujur")

    assert "jujur" in shown
    assert not {"script", "img"} & set(re.findall(r"<(\w+)", shown))


def test_a_thicket_of_brackets_stays_plain_text():
    """Markdown's search for links would be quadratic in it: see tests/benchmarks/test_prose.py."""
    few, many = "[KPU](https://www.kpu.go.id) " * 3, "[KPU](https://www.kpu.go.id) " * 201

    assert to_html(few).count("<a ") == 3
    assert "<a " not in to_html(many)
