"""Home, a place's page and coverage at 1,000 and at 1,000,000 events."""

from campaigns.events.models.event import OutreachEvent
from tests.benchmarks.stopwatch import by_anyone, compared, ratios


def pages():
    village = OutreachEvent.objects.live().order_by("-starts")[40:41].get().region_id
    return {
        "home": "/",
        "province": f"/wilayah/{village[:2]}/",
        "regency": f"/wilayah/{village[:5]}/",
        "village": f"/wilayah/{village}/",
        "coverage": "/capaian/",
        "coverage of a programme": "/capaian/?program=serentak",
        "coverage of a regency": f"/capaian/{village[:5]}/",
    }


def test_pages_cost_the_same_at_a_million_events(crowds):
    ratios("public pages", *compared(crowds, lambda: by_anyone(pages())))
