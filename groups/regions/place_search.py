"""Search of what lies in places: the name of a place lists what is within it."""

from groups.regions.models import Region, lies_in
from groups.regions.place_words import KIND_WORDS
from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.web.region_codes import within_any
from kimportal.web.search import MAX_QUERY_LENGTH, fold

MAX_PLACES = 20


def named_codes(text):
    """Return the codes of the regions that a text names, none within another. One query."""
    named = Region.objects.current().named_in(text).order_by("level", "code")
    codes = []
    for code in named.values_list("code", flat=True)[:MAX_PLACES]:
        if not any(lies_in(code, wider) for wider in codes):
            codes.append(code)
    return codes


def without_kinds(text):
    """Return the text without the kinds of places in front of their names."""
    words = fold(text[:MAX_QUERY_LENGTH]).split()
    followed = [*words, ""][1:]
    return " ".join(
        word
        for word, after in zip(words, followed, strict=True)
        if word not in KIND_WORDS or after in {"", *KIND_WORDS}
    )


class PlaceSearchQuerySet(ModeratedQuerySet):
    """QuerySet of a moderated model that lies in a region."""

    def search(self, text):
        """Match the words of the row; a place, its code included, also lists what is in it."""
        if not (text or "").strip():
            return self
        if codes := named_codes(text):
            return self.filter(self.search_condition(text) | within_any(codes, field=self.place))
        # "Rembuk Kecamatan Sukun": rows have the name of their place, but not every kind.
        return self.filter(self.search_condition(text) | self.search_condition(without_kinds(text)))
