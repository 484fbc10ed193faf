"""The directory of KIM, its filters and searches, among 200 and among 20,000 groups."""

from groups.kim.models import Group
from tests.benchmarks.stopwatch import by_anyone, compared, ratios


def pages():
    village = Group.objects.get(slug="kim-50").region_id
    return {
        "list": "/kim/",
        "page 8": "/kim/?hal=8",
        "province": f"/kim/?wilayah={village[:2]}",
        "city": f"/kim/?wilayah={village[:5]}",
        "district": f"/kim/?wilayah={village[:8]}",
        "village": f"/kim/?wilayah={village}",
        "common word": "/kim/?q=kim",
        "two words": "/kim/?q=rukun+maju",
        "rare word": "/kim/?q=lumbung",
        "word and province": f"/kim/?q=rukun&wilayah={village[:2]}",
        "no result": "/kim/?q=zzzqqq",
        "group": "/kim/kim-50/",
    }


def test_the_directory_at_200_and_at_20_000(crowds):
    ratios("KIM", *compared(crowds, lambda: by_anyone(pages())))
