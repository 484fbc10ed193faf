"""Search over one stored text of folded words and Indonesian stems, the same on every database."""

import re
import unicodedata
from functools import cache, lru_cache
from threading import Lock

from django.db import models

from kimportal.web.normalization import normalize

#: Words that stand in nearly every text and so help nobody find one.
STOP_WORDS = frozenset(
    "yang dan di ke dari untuk pada dengan dalam atau ini itu oleh agar para akan juga "
    "the and of to in for with on or".split()
)
WORD = re.compile(r"[^\W_]+")
LONGEST_QUERY = 200
MOST_WORDS = 8
LONGEST_WORD = 60
# A stemmer keeps the word it is at; two threads at once would mix theirs.
ONE_AT_A_TIME = Lock()


def _stem(word):
    """Return the stem of a word; a very long one is its own stem, to keep the cache small."""
    return word if len(word) > LONGEST_WORD else _stem_of_word(word)


# The same words come again and again.
@lru_cache(maxsize=20_000)
def _stem_of_word(word):
    with ONE_AT_A_TIME:
        return _stemmer().stemWord(word)


@cache
def _stemmer():
    # Here, for the package loads its thirty languages at once.
    from snowballstemmer import stemmer

    return stemmer("indonesian")


def fold(text):
    """Lower-case words without accents or punctuation: 'Kel. Sukun' → 'kel sukun'."""
    plain = text or ""
    if not plain.isascii():
        # One character may stand for a sentence (U+FDFA); accented letters become three at most.
        plain = normalize("NFKD", plain)[: 3 * len(plain)]
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(WORD.findall(plain.casefold()))


def words(text):
    """What to look for: stems of the query's first words, none repeated, stop words left out."""
    return list(dict.fromkeys(_stem(word) for word in plain_words(text)))


def plain_words(text):
    """The query's words as typed, for names: half a name has no stem."""
    kept = (w for w in fold(text[:LONGEST_QUERY]).split() if w not in STOP_WORDS)
    return list(dict.fromkeys(kept))[:MOST_WORDS]


def search_text(*texts):
    """What to store: each word and its stem once, between spaces, so LIKE can match word starts."""
    return joined(word for text in texts for word in words_and_stems(text))


def words_and_stems(text):
    """Return the words of a text, each followed by its stem, without the stop words."""
    kept = []
    for word in fold(text).split():
        if word not in STOP_WORDS:
            kept += (word, _stem(word))
    return kept


def joined(words):
    """Return these words as a search text: each once, in their order."""
    kept = dict.fromkeys(words)
    return f" {' '.join(kept)} " if kept else ""


@models.TextField.register_lookup
class HasWords(models.Lookup):
    """`search_text__has_words="pilih sukun"`: every word begins some stored word."""

    lookup_name = "has_words"

    def get_prep_lookup(self):
        return " ".join(self.rhs) if isinstance(self.rhs, list) else self.rhs

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        terms = self.rhs.split()
        return (
            "(" + " AND ".join(f"{column} LIKE %s" for _ in terms) + ")",
            [p for term in terms for p in (*params, f"% {term}%")],
        )

    def as_postgresql(self, compiler, connection):
        # LIKE is tried first: of a row walked in order it costs a tenth of parsing the text, and
        # with both PostgreSQL sees sooner when little is to be found.
        like, like_params = self.as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        query = " & ".join(f"{term}:*" for term in self.rhs.split())
        return (
            f"({like} AND to_tsvector('simple', {column}) @@ to_tsquery('simple', %s))",
            [*like_params, *params, query],
        )


class SearchQuerySet(models.QuerySet):
    def search(self, text):
        """Rows whose stored `search_text` has words beginning with each stem of `text`."""
        stems = words(text or "")
        return self.filter(search_text__has_words=stems) if stems else self
