"""At 320 pixels nothing scrolls sideways, whatever the numbers (WCAG 1.4.10)."""

import pytest
from django.urls import reverse

from campaigns.coverage import rebuild as recount
from campaigns.coverage.models import EventStats
from groups.regions.models import RegionStats
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

NUMBERS = "attendance men women first_time_voters with_disability events told".split()
#: What reaches beyond the window, unless it scrolls by itself.
BEYOND = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("main *, footer *")]
        .filter(element => element.getBoundingClientRect().right > width + 1)
        .map(element => element.outerHTML.slice(0, 90)).slice(0, 4);
}"""


def test_nothing_scrolls_sideways_with_numbers_of_eight_digits(open_page, live_server):
    campaign = CampaignFactory(name="Pemilihan Serentak Lanjutan di Seluruh Kabupaten")
    region = RegionFactory(code="35.73.04.1003")
    group = GroupFactory(region=region, name="Komunitas Informasi Masyarakat Sukun Berseri")
    material = MaterialFactory(title="Menyelenggarakan musyawarah pertanggungjawaban")
    event = EventFactory(group=group, campaign=campaign, title="Musyawarah kemasyarakatan")
    recount.rebuild()
    EventStats.objects.update(**dict.fromkeys(NUMBERS, 87_654_321))
    RegionStats.objects.update(groups=12_345_678)
    objects = [event, group, material, campaign, region, region.parent.parent]
    names = "home material_list event_list group_list campaign_list region_list coverage verify"
    paths = [obj.get_absolute_url() for obj in objects]
    paths += [reverse(name) for name in f"{names} data api_docs about help privacy".split()]
    paths += [reverse("coverage_region", args=["35"]), reverse("embed")]
    page = open_page(viewport={"width": 320, "height": 640})

    found = {}
    for path in [*paths, *(f"/en{path}" for path in paths)]:
        page.goto(live_server.url + path)
        if beyond := page.evaluate(BEYOND):
            found[path] = beyond

    assert found == {}
