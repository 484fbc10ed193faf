from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from kimportal.web.region_codes import below

if TYPE_CHECKING:
    from kimportal.exports.export import Export


@dataclass(frozen=True)
class ExportSelection:
    """Which rows of a table are exported; an empty value does not filter. Days are ISO 8601."""

    region: str = ""
    state: str = ""
    since: str = ""
    until: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """Return the filters that are set, as the audit log and a job store them."""
        return {name: value for name, value in asdict(self).items() if value}

    def apply(self, export: "Export", rows: QuerySet) -> QuerySet:
        """Filter `rows`; `state` is ignored for a table without states."""
        if self.region:
            rows = rows.filter(below(self.region, field=export.region))
        if self.state and export.has_states:
            rows = rows.filter(state=self.state)
        if self.since:
            rows = rows.filter(**{f"{export.moment}__gte": midnight(self.since)})
        if self.until:
            rows = rows.filter(**{f"{export.moment}__lt": midnight(self.until, after=1)})
        return rows


def midnight(day: str, *, after: int = 0) -> datetime:
    """Return the start of an ISO 8601 day in the local time zone, or of the day `after` it."""
    shifted = date.fromisoformat(day) + timedelta(days=after)
    return timezone.make_aware(datetime.combine(shifted, time.min))
