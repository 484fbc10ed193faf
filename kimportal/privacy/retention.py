from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

BATCH = 1000
YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`due(before)` finds what is older than an instant; `go(due)` lets it go, and counts."""

    name: str
    what: str
    since: str
    why: str
    after: timedelta
    due: Callable[[object], Iterable]
    go: Callable[[Iterable], int]

    def rows(self):
        return self.due(timezone.now() - self.after)

    def count(self):
        rows = self.rows()
        return rows.count() if isinstance(rows, QuerySet) else sum(1 for _row in rows)

    def carry_out(self):
        return self.go(self.rows())

    @property
    def period(self):
        """In words: "30 days", "1 year", "at once"."""
        days = self.after.days
        if not days:
            return _("at once")
        if days % YEAR:
            return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        years = days // YEAR
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


@cache
def rules():
    return tuple(rule for path in settings.RETENTION for rule in import_string(path))


def delete(rows):
    """Delete rows a batch at a time, with what hangs on them; returns how many rows they were."""
    model, gone = rows.model, 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        gone += model._base_manager.filter(pk__in=keys).delete()[1].get(model._meta.label, 0)
    return gone
