from django.db.models import Case, IntegerField, When

from kimportal.web.search import MAX_QUERY_LENGTH, SearchQuerySet, fold, plain_words

#: How many words of the query are compared with a region's own name.
RANKED_WORDS = 4


def name_rank(text):
    """Rank how well a region's own name matches: equal, ends with it, begins with it.

    Kota Malang equals "malang", Jawa Timur "jatim": a province's search text is its names.
    """
    return Case(
        When(name__iexact=text, then=4),
        When(level=2, name__iendswith=f" {text}", then=4),
        When(level=1, search_text__contains=f" {text} ", then=4),
        When(name__iendswith=f" {text}", then=3),
        When(name__istartswith=text, then=2),
        When(name__icontains=f" {text}", then=1),
        default=0,
        output_field=IntegerField(),
    )


class RegionQuerySet(SearchQuerySet):
    def current(self):
        """Return regions in the current decree; those that left it have `valid_to`."""
        return self.filter(valid_to=None)

    def search(self, text):
        """Match every word as a prefix, unstemmed: half a name has no stem."""
        terms = plain_words(text)
        return self.filter(search_text__has_words=terms) if terms else self.none()

    def best_for(self, text):
        """Search, ordered by matches of the own name first, then wider regions first."""
        ranks = [name_rank(word) for word in plain_words(text)[:RANKED_WORDS]]
        rank = sum(ranks, name_rank(fold(text[:MAX_QUERY_LENGTH])))
        return self.search(text).annotate(rank=rank).order_by("-rank", "level", "code")

    def children_of(self, region):
        return self.current().filter(parent=region).order_by("name")
