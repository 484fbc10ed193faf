"""How the staff site's lists stay quick on a million rows."""

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from kimportal.pages import COUNTED


class BoundedPaginator(Paginator):
    """Counts up to COUNTED and no further: no list of the staff site counts a big table."""

    @cached_property
    def count(self):
        rows = self.object_list
        if not hasattr(rows, "order_by"):
            return len(rows)
        return rows.order_by()[:COUNTED].count()


class StaffChangeList(ChangeList):
    """Few rows among many are taken by their keys: PostgreSQL would else walk the index that the
    list is ordered by, and try a million rows to find those three."""

    def get_queryset(self, request, **kwargs):
        rows = super().get_queryset(request, **kwargs)
        if not rows.query.where:
            return rows
        keys = list(rows.order_by().values_list("pk", flat=True)[: COUNTED + 1])
        return rows.filter(pk__in=keys) if len(keys) <= COUNTED else rows
