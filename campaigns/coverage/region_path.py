"""What has been reached in one place, in figures and as it is drawn."""

from dataclasses import dataclass
from datetime import datetime

from groups.regions.models import Region

#: Percents at which a tile turns darker: most provinces will long stay below the first.
SHADES = (1, 10, 50, 100)
LEAST_OF_BAR = 0.5


@dataclass(frozen=True)
class Place:
    """One region's figures; `changed_at` is None where nothing was ever counted."""

    region: Region
    expected: int
    reached: int
    events: int
    attendance: int
    groups: int
    with_group: int
    changed_at: datetime | None

    @property
    def share(self):
        """Percent of the expected villages with an event; None where none are expected."""
        return 100 * self.reached / self.expected if self.expected else None

    @property
    def digits(self):
        """So few of so many should not read as nothing: 0,03%, but 3,5%."""
        return 2 if self.share and self.share < 1 else 1

    @property
    def shade(self):
        """0 (nothing, or nothing expected), 1 (less than 1 percent) to 5 (every village)."""
        if not self.share:
            return 0
        return 1 + sum(self.share >= step for step in SHADES)

    @property
    def bar(self):
        """Percent of a bar to fill: however few, they are to be seen."""
        return max(self.share or 0, LEAST_OF_BAR) if self.reached else 0
