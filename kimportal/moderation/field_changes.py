import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

#: Longer texts are shown whole: comparing them word by word takes too long.
MAX_WORDS = 2000
#: How often a word of one text may occur in the other, summed over all words: the comparison looks
#: at each such pair. A thousand ordinary words have 6,000, "a a …" twice a million.
MAX_PAIRS = 10_000
#: Texts less similar than this are shown whole: marks on every second word help nobody.
MIN_SIMILARITY = 0.4


@dataclass(frozen=True)
class Change:
    """One field before and after, as text."""

    label: str
    before: str
    after: str

    @property
    def old_parts(self) -> list[tuple[str, bool]]:
        """[(text, is removed)] of the field before."""
        return self._parts[0]

    @property
    def new_parts(self) -> list[tuple[str, bool]]:
        """[(text, is added)] of the field after."""
        return self._parts[1]

    @cached_property
    def _parts(self) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
        old, new = (re.findall(r"\s+|[^\s]+", text) for text in (self.before, self.after))
        if len(old) > MAX_WORDS or len(new) > MAX_WORDS or pairs(old, new) > MAX_PAIRS:
            return [(self.before, False)], [(self.after, False)]
        # White space only goes along with the words beside it: else each gap matches every other.
        matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
        if not (old and new) or matcher.ratio() < MIN_SIMILARITY:
            return [(self.before, False)], [(self.after, False)]
        old_parts, new_parts = [], []
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            old_parts.append(("".join(old[i1:i2]), tag != "equal"))
            new_parts.append(("".join(new[j1:j2]), tag != "equal"))
        return [part for part in old_parts if part[0]], [part for part in new_parts if part[0]]


def pairs(old: list[str], new: list[str]) -> int:
    """Return how often words of one text occur in the other, summed over all words."""
    counts = Counter(new)
    return sum(counts[word] for word in old if not word.isspace())
