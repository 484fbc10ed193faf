"""Parts of a page in another language than the page say so (WCAG 3.1.2)."""

import pytest
from lxml import html

from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

#: Begins whatever somebody wrote in Indonesian, or in Javanese.
INDONESIAN, JAVANESE = "Tulisane", "Serataning"


def languages(client, path):
    """Return {word: languages of the text nodes with it} of what is shown in a page's body."""
    tree = html.fromstring(client.get(path).content.decode())
    found = {}
    for word in (INDONESIAN, JAVANESE):
        for text in tree.xpath(f"//body//text()[contains(., '{word}')]"):
            parent = text.getparent()
            if parent.tag not in ("script", "textarea"):
                nearest = parent.xpath("ancestor-or-self::*[@lang][1]/@lang")
                found.setdefault(word, set()).update(nearest)
    return found


@pytest.fixture
def written():
    """Rows in which every free text of the public begins with a word that is not English."""
    campaign = CampaignFactory(summary="Ringkas.")
    group = GroupFactory(region=RegionFactory(), about=f"{INDONESIAN} tentang kami.")
    text = {"title": f"{INDONESIAN} judul", "summary": f"{INDONESIAN} ringkas"}
    material = MaterialFactory(**text, body=f"{INDONESIAN} isi.", source=f"{INDONESIAN} hukum")
    javanese = {name: value.replace(INDONESIAN, JAVANESE) for name, value in text.items()}
    other = MaterialFactory(
        **javanese, body=f"{JAVANESE} isi.", source="", language="jv", campaign=campaign
    )
    event = EventFactory(
        group=group,
        title=f"{INDONESIAN} kegiatan",
        story=f"{INDONESIAN} cerita.",
        follow_up=f"{INDONESIAN} lanjut.",
    )
    event.apply_values({"materials": [[material.pk, 5], [other.pk, 5]]})
    return {"kim": group, "materi": material, "jawa": other, "kegiatan": event}


LISTS = ["/", "/materi/", "/kegiatan/", "/kim/"]


@pytest.mark.parametrize("page", [*LISTS, "kim", "materi", "jawa", "kegiatan"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_each_text_bears_the_language_it_is_written_in(client, written, prefix, page):
    path = page if page in LISTS else written[page].get_absolute_url()

    found = languages(client, prefix + path)

    assert found.get(INDONESIAN, {"id"}) == {"id"}
    assert found.get(JAVANESE, {"jv"}) == {"jv"}
    assert found or page == "/kim/"


def test_what_was_withdrawn_says_why_in_the_language_of_the_reason(client, written):
    material = written["jawa"]
    type(material).objects.filter(pk=material.pk).update(
        state="withdrawn", state_note=f"{INDONESIAN} alasan"
    )

    found = languages(client, f"/en{material.get_absolute_url()}")

    assert found[INDONESIAN] == {"id"}
