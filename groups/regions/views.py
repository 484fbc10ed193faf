import json

from django.http import HttpResponse
from django.views import View

from groups.regions.nearby import find_places
from kimportal.web.views import PublicPage

LARGEST = 2000


class RegionSearch(PublicPage, View):
    """Places for the picker as JSON, `[["35.73", "Kota Malang, Jawa Timur"], …]`, best first.

    `q` is what was typed, `tingkat` the levels wanted ("34": districts and villages). At most 20
    places and 2,000 bytes: on a village's signal the first answers are worth more than all.
    """

    def get(self, request):
        levels = {int(digit) for digit in request.GET.get("tingkat", "")[:4] if digit in "1234"}
        places = find_places(request.GET.get("q", ""), levels)
        return HttpResponse(compact(places), content_type="application/json")


def compact(places):
    """As JSON in as many bytes as allowed, whole places only."""
    kept, size = [], 2
    for place in places:
        row = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
        size += len(row.encode()) + 1
        if size > LARGEST:
            break
        kept.append(row)
    return f"[{','.join(kept)}]"
