from groups.regions.place_query import PlaceQuery
from kimportal.web.search import SearchQuerySet


class RegionQuerySet(SearchQuerySet):
    def current(self):
        """Return regions in the current decree; those that left it have `valid_to`."""
        return self.filter(valid_to=None)

    def search(self, text):
        """Match every word as a prefix, unstemmed, in all its spellings; or a code."""
        return self.matching(PlaceQuery(text))

    def matching(self, query):
        return self.none() if query.condition is None else self.filter(query.condition)

    def best_for(self, query):
        """Search, ordered by matches of the own name first, then wider regions first."""
        return self.matching(query).annotate(rank=query.rank).order_by("-rank", "level", "code")

    def named_in(self, text):
        """Return the regions that this text names: it has their whole name, and nothing else but
        kinds and regions around them."""
        query = PlaceQuery(text)
        return self.matching(query).filter(query.exact)

    def children_of(self, region):
        return self.current().filter(parent=region).order_by("name")
