"""Change lists that stay fast on a million rows."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kimportal.moderation.states import STATES_SEEN_BY_STAFF
from kimportal.web.pagination import MAX_ROWS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

#: Up to so many matches of a search are sorted faster than PostgreSQL finds a page of them in the
#: order of the list, because that way it compares the text of every row.
MAX_SORTED_MATCHES = 10_000


class StateFilter(admin.SimpleListFilter):
    """Filter by the states that staff see."""

    title = _("state")
    parameter_name = "state"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, _StrOrPromise]]":
        """Label the states as the model does: a KIM is verified, others are published."""
        model: Any = model_admin.model
        return [
            (state, model(state=state).get_state_display())
            for state, _label in STATES_SEEN_BY_STAFF
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class BoundedPaginator(Paginator):
    """Paginator that counts up to MAX_ROWS: no list of the staff site counts a big table.

    Rows that come with their `keys`, in the order of the list, are not counted again.
    """

    @cached_property
    def keys(self) -> list[Any] | None:
        return getattr(self.object_list, "keys", None)

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if self.keys is not None:
            return len(self.keys)
        if not hasattr(rows, "order_by"):
            return len(rows)
        return rows.order_by()[:MAX_ROWS].count()

    @property
    def is_truncated(self) -> bool:
        """Whether there may be more rows than were counted."""
        return self.count >= MAX_ROWS

    def page(self, number: int | str) -> Page:
        if self.keys is None:
            return super().page(number)
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = self.keys[start : start + self.per_page]
        rows: Any = self.object_list
        return self._get_page(  # type: ignore[attr-defined]  # django-stubs lacks it
            rows.filter(pk__in=keys), number, self
        )


class StaffChangeList(ChangeList):
    """Change list that fetches few matches by their keys.

    PostgreSQL would otherwise walk the index the list is ordered by, and test a million rows to
    find three.
    """

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Any]:
        rows = super().get_queryset(request, exclude_parameters)
        if not rows.query.where:
            return rows
        if self.query and hasattr(rows, "search"):
            return self._search_results(rows)
        try:
            keys = list(rows.order_by().values_list("pk", flat=True)[: MAX_ROWS + 1])
        except OverflowError:  # SQLite, for a number too big to be a key
            raise IncorrectLookupParameters
        return rows.filter(pk__in=keys) if len(keys) <= MAX_ROWS else rows

    def _search_results(self, rows: Any) -> QuerySet[Any]:
        """Return the matches by their keys, unless there are more than MAX_SORTED_MATCHES."""
        if rows.order_by()[: MAX_SORTED_MATCHES + 1].count() > MAX_SORTED_MATCHES:
            return rows
        first = rows.order_by(*map(_without_index, rows.query.order_by))[:MAX_ROWS]
        keys = list(first.values_list("pk", flat=True))
        # Where there are several pages, the paginator fetches one of them by its keys.
        results = rows.filter(pk__in=keys) if len(keys) <= self.list_max_show_all else rows.all()
        results.keys = keys
        return results


def _without_index(name: Any) -> Any:
    """Return the same order as an expression that no index has."""
    if not isinstance(name, str):
        return name
    column = name.removeprefix("-")
    value = Coalesce(column, column)
    return value.desc() if name.startswith("-") else value.asc()
