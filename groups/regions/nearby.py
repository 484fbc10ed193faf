"""Finding a place by typing, best first in one query, and the KIM nearest to it."""

from groups.kim.models import Group
from groups.regions.models import Region, RegionStats, codes_over, level_of
from kimportal.web.search import fold, plain_words

MOST = 20


def find_places(text, levels=()):
    """[(code, path)] for what was typed: places of that name, then what they lie in, then the rest.

    'sukun malang' finds Kec. Sukun and Kel. Sukun by name and, since 'malang' is no part of those
    names, the city above them too. `levels` narrows the answer.
    """
    regions = Region.objects.current()
    if levels:
        regions = regions.filter(level__in=levels)
    hits = list(regions.best_for(text).values_list("code", "path", "rank")[:MOST])
    named = [(code, path) for code, path, rank in hits if rank]
    rest = [(code, path) for code, path, rank in hits if not rank]
    around = [
        place
        for hit in named
        for place in places_around(*hit)
        if bears_a_word(place, text) and (not levels or level_of(place[0]) in levels)
    ]
    return list(dict.fromkeys([*named, *around, *rest]))[:MOST]


def places_around(code, path):
    """What a place lies in, narrowest first, read off its code and path without a query."""
    while "." in code:
        code = code.rpartition(".")[0]
        # Three villages have a comma in their name; the wider places never do.
        path = ", ".join(path.split(", ")[-(code.count(".") + 1) :])
        yield code, path


def bears_a_word(place, text):
    title = fold(place[1].split(", ")[0]).split()
    return any(own.startswith(word) for word in plain_words(text) for own in title)


def nearest_groups(code):
    """Live KIM of the narrowest region around this place that has any; two questions."""
    around = codes_over(code)[1:]
    narrowest = RegionStats.objects.filter(region_code__in=around, groups__gt=0)
    # Codes nest, so the longest is the last by name.
    wide = narrowest.order_by("-region_code").first()
    if wide is None:
        return Group.objects.none()
    near = Group.objects.live().within(Region(code=wide.region_code)).select_related("region")
    return near.order_by("name", "id")
