from django.db.models import Case, IntegerField, When

from kimportal.web.search import MAX_QUERY_LENGTH, SearchQuerySet, fold, plain_words

#: A place's own name is compared with this many words of the query.
RANKED_WORDS = 4


def name_rank(words):
    """How well a region's own name answers: is it, ends in it, begins with it.

    Kota Malang *is* Malang, and Jawa Timur is 'jatim': a province's search text is its names.
    """
    return Case(
        When(name__iexact=words, then=4),
        When(level=2, name__iendswith=f" {words}", then=4),
        When(level=1, search_text__contains=f" {words} ", then=4),
        When(name__iendswith=f" {words}", then=3),
        When(name__istartswith=words, then=2),
        When(name__icontains=f" {words}", then=1),
        default=0,
        output_field=IntegerField(),
    )


class RegionQuerySet(SearchQuerySet):
    def current(self):
        """Regions still in the decree; those that left it keep their row with `valid_to`."""
        return self.filter(valid_to=None)

    def search(self, text):
        """Every word begins a word of the path; as typed, for half a name has no stem."""
        typed = plain_words(text)
        return self.filter(search_text__has_words=typed) if typed else self.none()

    def best_for(self, text):
        """What is found, places that bear the words in their own name first, wider ones first."""
        own = [name_rank(word) for word in plain_words(text)[:RANKED_WORDS]]
        rank = sum(own, name_rank(fold(text[:MAX_QUERY_LENGTH])))
        return self.search(text).annotate(rank=rank).order_by("-rank", "level", "code")

    def children_of(self, region):
        return self.current().filter(parent=region).order_by("name")
