import json

from django.http import HttpResponse
from django.views import View

from groups.regions.nearby import find_places
from groups.regions.place_query import BPS_HINT, PlaceQuery
from kimportal.web.views import PublicPage

MAX_BYTES = 2000


class RegionSearch(PublicPage, View):
    """Search results of the region picker: `[["35.73", "Kota Malang, Jawa Timur"], …]`, best first.

    `q` is the search text, `tingkat` the levels ("34": districts and villages). At most 20 regions
    and 2,000 bytes, for slow mobile networks. A row without a code is a hint in words.
    """

    def get(self, request):
        levels = {int(digit) for digit in request.GET.get("tingkat", "")[:4] if digit in "1234"}
        text = request.GET.get("q", "")
        places = find_places(text, levels)
        if not places and PlaceQuery(text).is_bps_code:
            places = [("", str(BPS_HINT))]
        return HttpResponse(limited_json(places), content_type="application/json")


def limited_json(places):
    """Return as many places as JSON as fit into MAX_BYTES."""
    rows, size = [], 2
    for place in places:
        row = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
        size += len(row.encode()) + 1
        if size > MAX_BYTES:
            break
        rows.append(row)
    return f"[{','.join(rows)}]"
