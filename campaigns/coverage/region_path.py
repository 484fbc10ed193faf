"""Coverage figures of one region, and how they are drawn."""

from dataclasses import dataclass
from datetime import datetime

from groups.regions.models import Region

#: Percentages at which a tile gets darker; most provinces will long stay below the first.
SHADES = (1, 10, 50, 100)
MIN_BAR = 0.5


@dataclass(frozen=True)
class Place:
    """Coverage figures of a region.

    `ballot` (a Ballot) and its words are empty without an election. `expected` is None while not
    all voting regions are on record; `changed_at` where nothing was ever counted.
    """

    region: Region
    ballot: str
    ballot_text: str
    expected: int | None
    reached: int
    events: int
    attendance: int
    groups: int
    with_group: int
    changed_at: datetime | None

    @property
    def share(self):
        """Return the percentage of expected villages reached; None if it cannot be said."""
        return 100 * self.reached / self.expected if self.expected else None

    @property
    def digits(self):
        """Return the decimals to show: 0,03% but 3,5%, so that small shares do not read as 0."""
        return 2 if self.share and self.share < 1 else 1

    @property
    def shade(self):
        """Return 0 (nothing reached or expected), 1 (below 1 percent) to 5 (every village)."""
        if not self.share:
            return 0
        return 1 + sum(self.share >= step for step in SHADES)

    @property
    def bar(self):
        """Return the percentage of the bar to fill, never too little to see."""
        return max(self.share or 0, MIN_BAR) if self.reached else 0
