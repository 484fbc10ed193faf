from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kimportal.web.region_codes import below


@dataclass(frozen=True)
class ExportSelection:
    """What of a table is asked for; all of it where nothing is said. Days are ISO 8601."""

    region: str = ""
    state: str = ""
    since: str = ""
    until: str = ""

    @property
    def told(self):
        """Only what was said, as the memory and a job keep it."""
        return {name: value for name, value in asdict(self).items() if value}

    def of(self, export, rows):
        """Those of `rows` that are asked for; a table without states has all of them."""
        if self.region:
            rows = rows.filter(below(self.region, field=export.region))
        if self.state and export.has_states:
            rows = rows.filter(state=self.state)
        if self.since:
            rows = rows.filter(**{f"{export.moment}__gte": midnight(self.since)})
        if self.until:
            rows = rows.filter(**{f"{export.moment}__lt": midnight(self.until, after=1)})
        return rows


def midnight(day, *, after=0):
    """The instant at which that day begins here, or one so many days after it."""
    wanted = date.fromisoformat(day) + timedelta(days=after)
    return timezone.make_aware(datetime.combine(wanted, time.min))
