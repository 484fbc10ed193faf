"""Data-retention rules, applied by `manage.py apply_retention` and published on /privasi/."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

BATCH_SIZE = 1000
DAYS_IN_YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`due(before)` returns what is older than `before`; `action(due)` removes it and counts it."""

    name: str
    data: str | Promise
    since: str | Promise
    reason: str | Promise
    after: timedelta
    due: Callable[[datetime], Iterable[Any]]
    action: Callable[[Any], int]

    def rows(self) -> Iterable[Any]:
        """Return what is due now."""
        return self.due(timezone.now() - self.after)

    def count(self) -> int:
        """Return how much is due now."""
        rows = self.rows()
        return rows.count() if isinstance(rows, QuerySet) else sum(1 for _row in rows)

    def apply(self) -> int:
        """Apply the rule to what is due now; return how much it was."""
        return self.action(self.rows())

    @property
    def period(self) -> str | Promise:
        """Return the period in words: "30 days", "1 year", "at once"."""
        days = self.after.days
        if not days:
            return _("at once")
        if days % DAYS_IN_YEAR:
            return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        years = days // DAYS_IN_YEAR
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules, in the order of settings.RETENTION."""
    return tuple(rule for path in settings.RETENTION for rule in import_string(path))


def delete(rows: QuerySet[Any]) -> int:
    """Delete rows and what cascades from them, batch by batch; return how many rows."""
    model, deleted = rows.model, 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH_SIZE]):
        batch = model._base_manager.filter(pk__in=keys)
        deleted += batch.delete()[1].get(model._meta.label, 0)
    return deleted
