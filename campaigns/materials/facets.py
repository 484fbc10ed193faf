"""Facet counts: how many materials each filter choice would leave, from one bounded query."""

from collections import Counter
from dataclasses import dataclass

#: The filters, in the order of the columns of MaterialQuerySet.facets().
NAMES = ("jenis", "bahasa", "program", "pilar")


@dataclass(frozen=True)
class Facets:
    """Filter values of a search result: `rows` holds, per material, {name: set of values}."""

    rows: list

    def count(self, selected):
        """Return (number that match all selected values, {name: {value: matches if chosen}}).

        A choice is counted under the other filters but not under its own: with posters selected,
        the count of articles is shown too.
        """
        total, counts = 0, {name: Counter() for name in NAMES}
        for values in self.rows:
            misses = [n for n in NAMES if selected.get(n) and selected[n] not in values[n]]
            total += not misses
            for name in NAMES:
                if misses in ([], [name]):
                    counts[name].update(values[name])
        return total, counts
