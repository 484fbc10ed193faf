"""How the staff site's lists stay quick on a million rows."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kimportal.moderation.states import SEEN_BY_STAFF
from kimportal.web.pagination import MAX_ROWS

#: So many finds of a search are sorted sooner than PostgreSQL meets a page of them in the order of
#: the list, for it tries the words of every row on the way.
SORTED = 10_000


class StateFilter(admin.SimpleListFilter):
    """By the states that staff see things in."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """In the words of this table: a KIM is verified where others are published."""
        model = model_admin.model
        return [(state, model(state=state).get_state_display()) for state, _word in SEEN_BY_STAFF]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


class BoundedPaginator(Paginator):
    """Counts up to MAX_ROWS and no further: no list of the staff site counts a big table.

    Rows that come with their `keys`, in the order of the list, are not counted again.
    """

    @cached_property
    def keys(self):
        return getattr(self.object_list, "keys", None)

    @cached_property
    def count(self):
        rows = self.object_list
        if self.keys is not None:
            return len(self.keys)
        if not hasattr(rows, "order_by"):
            return len(rows)
        return rows.order_by()[:MAX_ROWS].count()

    @property
    def is_cut(self):
        """Whether there may be more than were counted."""
        return self.count >= MAX_ROWS

    def page(self, number):
        if self.keys is None:
            return super().page(number)
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        shown = self.keys[start : start + self.per_page]
        return self._get_page(self.object_list.filter(pk__in=shown), number, self)


class StaffChangeList(ChangeList):
    """Few rows among many are taken by their keys: PostgreSQL would else walk the index that the
    list is ordered by, and try a million rows to find those three."""

    def get_queryset(self, request, **kwargs):
        rows = super().get_queryset(request, **kwargs)
        if not rows.query.where:
            return rows
        if self.query and hasattr(rows, "search"):
            return self._found(rows)
        try:
            keys = list(rows.order_by().values_list("pk", flat=True)[: MAX_ROWS + 1])
        except OverflowError:  # SQLite, of a key that no table holds
            raise IncorrectLookupParameters
        return rows.filter(pk__in=keys) if len(keys) <= MAX_ROWS else rows

    def _found(self, rows):
        """Of a search for words, unless it finds more than SORTED, what the list has pages for."""
        if rows.order_by()[: SORTED + 1].count() > SORTED:
            return rows
        first = rows.order_by(*map(_sorted_anew, rows.query.order_by))[:MAX_ROWS]
        keys = list(first.values_list("pk", flat=True))
        # Where there are several pages, the paginator asks for one of them by the keys of that.
        found = rows.filter(pk__in=keys) if len(keys) <= self.list_max_show_all else rows.all()
        found.keys = keys
        return found


def _sorted_anew(name):
    """The same order, but not one that an index has."""
    if not isinstance(name, str):
        return name
    column = name.removeprefix("-")
    value = Coalesce(column, column)
    return value.desc() if name.startswith("-") else value.asc()
