"""What a KIM prints: the words stay readable on white paper, and nothing empty is left."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from campaigns.coverage.models import EventStats
from kimportal.moderation.states import State
from tests.browser.test_every_page import picture
from tests.factories import CampaignFactory, EventFactory, MaterialFactory, MaterialFileFactory

pytestmark = pytest.mark.django_db(transaction=True)
BLACK = "rgb(0, 0, 0)"


@pytest.fixture
def paper(open_page):
    page = open_page(viewport={"width": 760, "height": 1000})
    page.emulate_media(media="print")
    return page


def colour(part):
    return part.evaluate("node => getComputedStyle(node).color")


def test_figures_on_a_dark_ground_are_black_on_paper(paper, live_server, world):
    EventStats.objects.count(EventFactory(group=world.group), +1)

    paper.goto(live_server.url)

    assert colour(paper.locator(".totals dd").first) == BLACK
    assert colour(paper.locator(".foot b")) == BLACK


def test_a_programme_prints_which_kim_took_part(paper, live_server, world):
    event = EventFactory(group=world.group, campaign=CampaignFactory(slug="pilkada"))
    EventStats.objects.count(event, +1)

    paper.goto(live_server.url + event.campaign.get_absolute_url())

    assert paper.get_by_role("link", name=world.group.name).is_visible()


def test_an_event_of_ones_own_prints_no_empty_box(paper, live_server, world, sign_in_browser):
    event = EventFactory(group=world.group, state=State.WAITING)
    sign_in_browser(paper, world.member)

    paper.goto(live_server.url + reverse("event_own", args=[event.pk]))

    assert paper.locator(".panel", has=paper.locator(".button-group")).count() == 1
    assert not paper.locator(".panel").is_visible()


def test_a_material_fits_on_one_sheet_with_its_code(paper, live_server):
    material = MaterialFactory(summary="Saring dulu.")
    MaterialFileFactory(material=material, file__data=picture())

    paper.goto(live_server.url + material.get_absolute_url())

    seal = paper.locator(".verification").bounding_box()
    assert seal["y"] + seal["height"] < 1000  # of the 1030 px that A4 leaves between its margins


def test_the_numbers_of_a_long_list_stay_on_the_paper(paper, live_server):
    material = MaterialFactory(body="\n".join(f"{n}. Langkah" for n in range(1, 13)))
    material.prepare().save()

    paper.goto(live_server.url + material.get_absolute_url())
    document = pypdfium2.PdfDocument(BytesIO(paper.pdf()))

    left = {}
    for sheet in document:
        words = sheet.get_textpage()
        text = words.get_text_range()
        for n in range(1, 13):
            if (start := text.find(f"{n}. Langkah")) >= 0:
                left[n] = words.get_charbox(start)[0]
    margin = 12 / 25.4 * 72  # @page leaves 12 mm, in points; what stands further left is cut off
    assert list(left) == list(range(1, 13))
    assert min(left.values()) >= margin


def test_a_certificate_is_one_sheet_on_its_side(paper, live_server, world, sign_in_browser):
    world.group.name = "Komunitas Informasi Masyarakat Sukun Berseri Guyub Rukun Makmur Sejahtera"
    world.group.save()
    event = EventFactory(group=world.group)
    sign_in_browser(paper, world.member)
    address = reverse("event_certificate", args=[world.group.slug, event.local_starts.year])

    paper.goto(live_server.url + address)
    sheets = pikepdf.open(BytesIO(paper.pdf(prefer_css_page_size=True))).pages

    assert [[round(side) for side in sheet.mediabox] for sheet in sheets] == [[0, 0, 842, 595]]
