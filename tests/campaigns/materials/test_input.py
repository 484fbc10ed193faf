"""What people and machines type into the forms of materials."""

import re

import pytest

from campaigns.materials.markdown import to_html
from kimportal.moderation.states import State
from tests.bad_input import attack, probe
from tests.factories import MaterialFactory

pytestmark = pytest.mark.django_db
#: What keeps a Markdown parser busy when it is repeated.
HOSTILE = (
    "[",
    "> ",
    "*",
    "- ",
    "<",
    "&",
    "`",
    "![](",
    "|",
    "_a",
    "<http://",
    "<a ",
    "=\n",
    "~",
    "1. ",
)
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


@pytest.mark.parametrize("unit", ["> ", "<b>"])
def test_a_thicket_of_quotes_or_tags_stays_plain_text(unit):
    """The cleaner would be quadratic in its depth: see tests/benchmarks/test_growth.py."""
    assert "&gt;" not in to_html(unit * 3 + "jujur")
    assert to_html(unit * 501 + "jujur").count("&gt;") == 501


def test_any_number_of_links_stays_a_link():
    assert to_html("[KPU](https://www.kpu.go.id) " * 600).count("<a ") == 600


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# Satu\n\n## Dua\n\n##### Lima", "<h2>Satu</h2>\n<h3>Dua</h3>\n<h4>Lima</h4>\n"),
        ("**tebal** dan *miring*", "<p><strong>tebal</strong> dan <em>miring</em></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("<script>alert(1)</script>jujur", "jujur\n"),
        ("<div>jujur</div>", "jujur\n"),
        ("[x](javascript:alert(1))", '<p><a rel="noopener noreferrer">x</a></p>\n'),
        ("![logo](https://a.id/l.png)", "<p></p>\n"),
        ("``` jujur\nlagi", "<p>``` jujur\nlagi</p>\n"),
        ("teks ~~~ lagi", "<p>teks ~~~ lagi</p>\n"),
    ],
)
def test_what_becomes_of_markdown(typed, shown):
    assert to_html(typed) == shown
