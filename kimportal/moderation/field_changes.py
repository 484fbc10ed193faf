import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

#: Longer texts are shown whole: comparing them word by word would take the page its time.
MOST_WORDS = 2000
#: So often may a word of one text stand in the other, summed over all words: the comparison looks
#: at each such pair, again and again. A thousand honest words have 6,000, "a a …" twice a million.
MOST_PAIRS = 10_000
#: Texts less alike than this are two texts; marking every second word helps nobody.
ALIKE = 0.4


@dataclass(frozen=True)
class Change:
    """One field before and after, in words."""

    label: str
    before: str
    after: str

    @property
    def old_parts(self):
        """[(text, whether it goes)] of the field before."""
        return self._parts[0]

    @property
    def new_parts(self):
        """[(text, whether it is new)] of the field after."""
        return self._parts[1]

    @cached_property
    def _parts(self):
        old, new = (re.findall(r"\s+|[^\s]+", text) for text in (self.before, self.after))
        if len(old) > MOST_WORDS or len(new) > MOST_WORDS or pairs(old, new) > MOST_PAIRS:
            return [(self.before, False)], [(self.after, False)]
        # White space only goes along with the words beside it: else every gap matches every other.
        matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
        if not (old and new) or matcher.ratio() < ALIKE:
            return [(self.before, False)], [(self.after, False)]
        was, becomes = [], []
        for kind, a, b, c, d in matcher.get_opcodes():
            was.append(("".join(old[a:b]), kind != "equal"))
            becomes.append(("".join(new[c:d]), kind != "equal"))
        return [part for part in was if part[0]], [part for part in becomes if part[0]]


def pairs(old, new):
    """How often a word of one text stands in the other, summed over all words."""
    counted = Counter(new)
    return sum(counted[word] for word in old if not word.isspace())
