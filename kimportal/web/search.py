"""Full-text search on a stored column of words and Indonesian stems; the same on every database."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from kimportal.readers.names import join_apostrophes
from kimportal.web.normalization import normalize

#: Words that occur in nearly every text.
STOP_WORDS = frozenset(
    "yang dan di ke dari untuk pada dengan dalam atau ini itu oleh agar para akan juga "
    "the and of to in for with on or".split()
)
WORD = re.compile(r"[^\W_]+")
MAX_QUERY_LENGTH = 200
MAX_WORDS = 8
MAX_WORD_LENGTH = 60
# The stemmer keeps the current word in itself, so threads must take turns.
STEMMER_LOCK = Lock()


def _stem(word: str) -> str:
    """Return the stem of a word; a very long one is its own stem, to keep the cache small."""
    return word if len(word) > MAX_WORD_LENGTH else _stem_of_word(word)


@lru_cache(maxsize=20_000)
def _stem_of_word(word: str) -> str:
    with STEMMER_LOCK:
        return _stemmer().stemWord(word)


@cache
def _stemmer() -> Any:
    # Imported here: the package loads its thirty languages at once.
    from snowballstemmer import stemmer

    return stemmer("indonesian")


def fold(text: str | None) -> str:
    """Return lower-case words without accents or punctuation: 'Kel. Sukun' → 'kel sukun'.

    An apostrophe inside a word is left out: "Jum'at" and "Jum’at" are found by "jumat".
    """
    plain = join_apostrophes(text or "")
    if not plain.isascii():
        # One character may expand to a sentence (U+FDFA); accented letters become three at most.
        plain = normalize("NFKD", plain)[: 3 * len(plain)]
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(WORD.findall(plain.casefold()))


def stems(text: str) -> list[str]:
    """Return the stems to search for: of the query's first words, without stop words."""
    return list(dict.fromkeys(_stem(word) for word in plain_words(text)))


def plain_words(text: str) -> list[str]:
    """Return the query's words without stemming, for names: half a name has no stem."""
    kept = (w for w in fold(text[:MAX_QUERY_LENGTH]).split() if w not in STOP_WORDS)
    return list(dict.fromkeys(kept))[:MAX_WORDS]


def search_text(*texts: str | None) -> str:
    """Return the text to store: words and stems between spaces, so LIKE can match word starts."""
    return joined(word for text in texts for word in words_and_stems(text))


def words_and_stems(text: str | None) -> list[str]:
    """Return the words of a text, each followed by its stem, without the stop words."""
    kept: list[str] = []
    for word in fold(text).split():
        if word not in STOP_WORDS:
            kept += (word, _stem(word))
    return kept


def joined(words: Iterable[str]) -> str:
    """Return these words as a search text: each once, in their order."""
    kept = dict.fromkeys(filter(None, words))
    return f" {' '.join(kept)} " if kept else ""


@models.TextField.register_lookup
class HasWords(models.Lookup):
    """`search_text__has_words=["pilih", "sukun|=sk"]`: every term begins some stored word.

    A term may name several words, of which one suffices; one after "=" must be a whole word.
    """

    lookup_name = "has_words"

    def get_prep_lookup(self) -> Any:
        return " ".join(self.rhs) if isinstance(self.rhs, list) else self.rhs

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        conditions, values = [], []
        for words in self._terms():
            conditions.append("(" + " OR ".join(f"{column} LIKE %s" for _ in words) + ")")
            for word in words:
                is_whole = word.startswith("=")
                values += [*params, f"% {word[1:]} %" if is_whole else f"% {word}%"]
        return f"({' AND '.join(conditions)})", tuple(values)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        # LIKE comes first: on rows read in order it costs a tenth of parsing the text, and with
        # both conditions PostgreSQL estimates rare words better.
        like, like_params = self.as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        terms = ([w[1:] if w[0] == "=" else f"{w}:*" for w in words] for words in self._terms())
        query = " & ".join(f"({' | '.join(words)})" for words in terms)
        return (
            f"({like} AND to_tsvector('simple', {column}) @@ to_tsquery('simple', %s))",
            (*like_params, *params, query),
        )

    def _terms(self) -> list[list[str]]:
        return [term.split("|") for term in self.rhs.split()]


class SearchQuerySet(models.QuerySet[Any]):
    """QuerySet of a model with a stored `search_text`."""

    #: Rows of words and phrases that mean the same; a search for one finds all.
    synonyms: tuple[tuple[str, ...], ...] = ()

    def search(self, text: str | None) -> Self:
        """Return rows that have a word beginning with each stem of `text`."""
        return self.filter(self.search_condition(text))

    def search_condition(self, text: str | None) -> models.Q:
        """Return the condition that a row has what is searched; empty if nothing is."""
        words = f" {fold((text or '')[:MAX_QUERY_LENGTH])} "
        condition = models.Q()
        for phrases in self.synonyms:
            typed = [phrase for phrase in phrases if f" {phrase} " in words]
            if typed:
                # The longest one: "covid 19" is not "covid" and a number.
                words = words.replace(f" {max(typed, key=len)} ", "  ")
                condition &= any_phrase(phrases)
        if terms := stems(words):
            condition &= models.Q(search_text__has_words=terms)
        return condition


def any_phrase(phrases: Iterable[str]) -> models.Q:
    """Return the condition that a row has all the words of at least one of these phrases."""
    condition = models.Q()
    for phrase in phrases:
        condition |= models.Q(search_text__has_words=stems(phrase))
    return condition
