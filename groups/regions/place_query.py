"""Read a place as people write it, and say which regions it may be: one condition, one ranking.

Registers, pickers, the directory, event search and API ask the same questions here.
"""

import re
from functools import cached_property
from itertools import pairwise

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from groups.regions.place_words import (
    IGNORED_WORDS,
    KIND_WORDS,
    REGENCY,
    SHORT_NAMES,
    SMALLER_WORDS,
    SPELLINGS,
    TOWN_WORDS,
)
from kimportal.web.search import MAX_QUERY_LENGTH, MAX_WORDS, STOP_WORDS, fold

#: How many words of the query are compared with a region's own name.
RANKED_WORDS = 4
CODE_LIKE = re.compile(r"[0-9][0-9.\s-]*")
#: The digits of a code: province, regency, district, village.
CODE_PARTS = (slice(0, 2), slice(2, 4), slice(4, 6), slice(6, 10))
MAX_CODE_DIGITS = 10
BPS_HINT = _(
    "This looks like a code of BPS. The portal uses the codes of Kemendagri, for example"
    " 35.73.04.1003; type one of those, or the name."
)
FULL_FORMS = {short: full for full, *shorts in SPELLINGS for short in shorts}
SHORT_FORMS = {full: shorts for full, *shorts in SPELLINGS}
#: Beginnings of titles that are no part of the name itself.
TITLE_PREFIX = re.compile(r"(?:kel|desa|kec|(?:kab|kota)(?: administrasi)?|dki|di) (?=.)")


def own_words(name, title):
    """Return the words by which a region is found: first its name as one word, then title and
    name, and the spellings with words joined ("gunung kidul", "gunungkidul")."""
    words = [w for text in (title, name, title.replace("-", "")) for w in fold(text).split()]
    own = bare_name(title)
    pairs = [first + second for first, second in pairwise(own)]
    return list(dict.fromkeys(["".join(own), *words, *pairs]))


def bare_name(title):
    """Return the words of a title without its kind: ['bau', 'bau'] of "Kota Bau Bau"."""
    return TITLE_PREFIX.sub("", fold(title), count=1).split()


def dotted(digits):
    """Return the digits of a code, or of its beginning, with dots: '357304' → '35.73.04'."""
    return ".".join(filter(None, (digits[part] for part in CODE_PARTS)))


class PlaceQuery:
    """A search for places: `condition` finds them, `rank` orders them, `exact` names them."""

    def __init__(self, text):
        self.text = (text or "")[:MAX_QUERY_LENGTH].strip()
        self.words = fold(self.text).split()[:MAX_WORDS]

    @property
    def digits(self):
        """The digits of a code, with or without dots; "" if the text is none."""
        is_code = CODE_LIKE.fullmatch(self.text)
        digits = re.sub(r"[^0-9]", "", self.text) if is_code else ""
        return digits if 1 < len(digits) <= MAX_CODE_DIGITS else ""

    @property
    def is_bps_code(self):
        """Whether it is a code of BPS: seven digits for a district, or a village part that no
        village of the official list has (1 kelurahan, 2 desa, 3 desa adat)."""
        digits = self.digits
        return len(digits) == 7 or (len(digits) == 10 and digits[6] not in "123")

    @cached_property
    def condition(self):
        """The condition on a region that everything typed fits it; None if nothing was typed."""
        if self.digits:
            return Q(code__startswith=dotted(self.digits))
        conditions = [self._condition_on(words) for words in self._readings if words]
        if not conditions:
            return None
        condition = conditions[0]
        for other in conditions[1:]:
            condition |= other
        return condition

    @cached_property
    def _readings(self):
        """The words, and those without the name of a part of a village, if there is one."""
        kept, is_smaller = [], False
        for word in self.words:
            is_smaller = word not in KIND_WORDS and (is_smaller or word in SMALLER_WORDS)
            if not is_smaller:
                kept.append(word)
        return [self.words] if len(kept) == len(self.words) else [self.words, kept]

    def _condition_on(self, words):
        condition, required = Q(), []
        names = [w for w in words if not (w in KIND_WORDS or w in STOP_WORDS or w in IGNORED_WORDS)]
        for place, word in enumerate(words):
            terms = self._terms(words, place)
            if word in STOP_WORDS:
                # A name of its own: Desa Dalam, Desa Para, Desa Yang.
                if not names:
                    required.append(f"={word}")
            elif word in IGNORED_WORDS and names:
                continue
            elif word in KIND_WORDS and len(words) > 1:
                condition &= self._condition_on_kind(word, terms, is_first=place == 0)
            elif word in SHORT_NAMES:
                code = SHORT_NAMES[word]
                is_there = Q(code=code) | Q(code__startswith=f"{code}.")
                condition &= is_there | Q(search_text__has_words=[terms])
            else:
                required.append(terms)
        if required:
            condition &= Q(search_text__has_words=required)
        return condition

    def _terms(self, words, place):
        """Return what may stand in the list for this word: itself, its short and full form, and
        the spellings in which it is joined with a neighbour."""
        word = words[place]
        terms = [word]
        if word in FULL_FORMS:
            terms.append(FULL_FORMS[word])
        terms += [f"={short}" for short in SHORT_FORMS.get(word, ())]
        pairs = [words[place - 1 : place + 1]] if place else []
        pairs += [words[place : place + 2]] if place + 1 < len(words) else []
        for pair in pairs:
            terms += ["".join(pair), "".join(FULL_FORMS.get(part, part) for part in pair)]
        return "|".join(dict.fromkeys(terms))

    def _condition_on_kind(self, word, terms, *, is_first):
        """A kind before the name says what is looked for; behind it, where that lies."""
        level = KIND_WORDS[word]
        if level == REGENCY:
            names = [f"{terms}|{TOWN_WORDS[word]}" + ("|kab" if TOWN_WORDS[word][2] == "b" else "")]
            return Q(search_text__has_words=names)
        if not is_first:
            return Q()
        return Q(level=level) | Q(search_text__has_words=[terms])

    @property
    def _runs(self):
        """Yield (how many words, those words as one): the names that may stand in the text."""
        for words in self._readings:
            full = [FULL_FORMS.get(word, word) for word in words]
            for start in range(min(len(words), RANKED_WORDS)):
                for end in range(start + 1, min(len(words), start + RANKED_WORDS) + 1):
                    for spelling in {"".join(words[start:end]), "".join(full[start:end])}:
                        yield end - start, spelling

    @cached_property
    def exact(self):
        """The condition on a region that its own name stands in the text as it is."""
        if self.digits:
            return Q(code=dotted(self.digits))
        condition = Q(pk__in=[])
        for count, name in dict.fromkeys(self._runs):
            if count > 1 or name not in KIND_WORDS or len(self.words) == 1:
                condition |= Q(search_text__startswith=f" {name} ")
        for word in self.words:
            if word in SHORT_NAMES:
                condition |= Q(code=SHORT_NAMES[word])
        return condition

    @property
    def rank(self):
        """How well a region's own name fits: it stands there, ends or begins with a word of it."""
        if self.digits:
            return Case(
                When(code=dotted(self.digits), then=2), default=1, output_field=IntegerField()
            )
        rank = Value(0)
        for count, name in dict.fromkeys(self._runs):
            if count > 1:
                # The longer the name, the less does it stand there by chance.
                rank += self._case(When(search_text__startswith=f" {name} ", then=2 + 2 * count))
        for word in self._readings[-1][:RANKED_WORDS]:
            if word in STOP_WORDS and len(self.words) > 1:
                continue
            full = FULL_FORMS.get(word, word)
            rank += self._case(
                When(search_text__startswith=f" {word} ", then=4),
                When(search_text__startswith=f" {full} ", then=4),
                When(code=SHORT_NAMES.get(word, ""), then=4),
                When(name__iendswith=f" {word}", then=3),
                When(search_text__startswith=f" {full}", then=2),
                When(name__icontains=f" {full}", then=1),
            )
        return rank

    @staticmethod
    def _case(*whens):
        return Case(*whens, default=0, output_field=IntegerField())

    def names(self, title):
        """Whether a word of the text begins a word of this title."""
        words = [*fold(title).split(), "".join(bare_name(title))]
        typed = {form for word in self.words for form in (word, FULL_FORMS.get(word, word))}
        typed -= STOP_WORDS
        return any(word.startswith(form) for form in typed for word in words)
