"""Search regions by name, best match first, and find the KIM nearest to a region."""

from groups.kim.models import Group
from groups.regions.models import Region, RegionStats, codes_over, level_of
from groups.regions.place_query import PlaceQuery

MAX_RESULTS = 20


def find_places(text, levels=()):
    """Return [(code, path)] for a search text: by name, then those around, then others.

    'sukun malang' finds Kec. Sukun and Kel. Sukun by name and, since 'malang' is no part of those
    names, the city above them too. `levels` restricts the result.
    """
    query, regions = PlaceQuery(text), Region.objects.current()
    if levels:
        regions = regions.filter(level__in=levels)
    hits = list(regions.best_for(query).values_list("code", "path", "rank")[:MAX_RESULTS])
    by_name = [(code, path) for code, path, rank in hits if rank]
    others = [(code, path) for code, path, rank in hits if not rank]
    around = [
        place
        for hit in by_name
        for place in places_around(*hit)
        if query.names(place[1].split(", ")[0]) and (not levels or level_of(place[0]) in levels)
    ]
    return list(dict.fromkeys([*by_name, *around, *others]))[:MAX_RESULTS]


def places_around(code, path):
    """Yield the (code, path) of the regions above, narrowest first, without a query."""
    while "." in code:
        code = code.rpartition(".")[0]
        # Three villages have a comma in their name; wider regions never do.
        path = ", ".join(path.split(", ")[-(code.count(".") + 1) :])
        yield code, path


def nearest_groups(code):
    """Return live KIM of the narrowest region around this place that has any. Two queries."""
    around = codes_over(code)[1:]
    narrowest = RegionStats.objects.filter(region_code__in=around, groups__gt=0)
    # Codes nest, so the longest sorts last.
    stats = narrowest.order_by("-region_code").first()
    if stats is None:
        return Group.objects.none()
    groups = Group.objects.live().within(Region(code=stats.region_code)).select_related("region")
    return groups.order_by("name", "id")
