"""Hostile and malformed input for the forms of materials."""

import re

import pytest

from campaigns.materials.markdown import to_html
from kimportal.moderation.states import State
from tests.bad_input import attack, probe
from tests.factories import MaterialFactory

pytestmark = pytest.mark.django_db
#: Patterns that are slow in many Markdown parsers when repeated.
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
MAX_LENGTH = 30_000


def test_the_search_accepts_any_input(client):
    MaterialFactory()

    assert probe(client, "/materi/", ["q", "pilar", "jenis", "bahasa", "program", "hal"]) == []
    assert probe(client, "/materi/feed/", ["q", "pilar"]) == []


def test_the_verification_accepts_any_input(client):
    assert probe(client, "/v/", ["kode"]) == []


def test_the_edit_form_accepts_any_input(world, sign_in):
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
def test_the_text_of_hostile_markdown_is_kept(unit):
    html = to_html(unit * (MAX_LENGTH // len(unit)) + " jujur")

    assert "jujur" in html
    assert not {"script", "img"} & set(re.findall(r"<(\w+)", html))


@pytest.mark.parametrize("unit", ["> ", "<b>"])
def test_deeply_nested_quotes_or_tags_stay_plain_text(unit):
    """Sanitising is quadratic in the depth: see tests/benchmarks/test_growth.py."""
    assert "&gt;" not in to_html(unit * 3 + "jujur")
    assert to_html(unit * 501 + "jujur").count("&gt;") == 501


def test_any_number_of_links_stays_a_link():
    assert to_html("[KPU](https://www.kpu.go.id) " * 600).count("<a ") == 600


@pytest.mark.parametrize(
    ("typed", "html"),
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
def test_markdown_is_rendered_as_html(typed, html):
    assert to_html(typed) == html
