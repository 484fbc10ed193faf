"""How many materials each choice of a filter would leave, from one bounded look at the table."""

from collections import Counter
from dataclasses import dataclass

#: What a material may be filtered by, in the order of MaterialQuerySet.facets().
NAMES = ("jenis", "bahasa", "program", "pilar")


@dataclass(frozen=True)
class Facets:
    """`facts`: for each material a set of values for each of NAMES."""

    facts: list

    def among(self, asked):
        """(how many fit all that is asked, {name: {value: how many it would leave}}).

        A choice is counted beside the other filters, not beside its own: whoever reads posters
        also sees how many articles there are.
        """
        total, counts = 0, {name: Counter() for name in NAMES}
        for values in self.facts:
            misses = [n for n in NAMES if asked.get(n) and asked[n] not in values[n]]
            total += not misses
            for name in NAMES:
                if misses in ([], [name]):
                    counts[name].update(values[name])
        return total, counts
