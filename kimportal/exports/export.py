from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.module_loading import import_string

from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.filters import ExportSelection
from kimportal.exports.models import ExportJob

if TYPE_CHECKING:
    from django.db.models.options import Options
    from django.utils.functional import _StrOrPromise

    from kimportal.accounts.models import Person

    #: A label, and what returns the value of a row.
    Column = tuple[_StrOrPromise, Callable[[Any], Any]]

BATCH = 2000
ALL = ExportSelection()
state_label = methodcaller("get_state_display")


@dataclass(frozen=True)
class ExportAuditTarget:
    """Stands in the audit log for the rows of a table that were exported together."""

    model: type[Model]
    region_code: str
    pk = ""

    @property
    def _meta(self) -> "Options[Any]":
        return self.model._meta

    def __str__(self) -> str:
        return str(self.model._meta.verbose_name_plural)


@dataclass(frozen=True)
class Export:
    """A table that staff may export.

    `columns` and `personal` are pairs of a label and a function of a row; `personal` columns are
    for administrators only. `region` and `moment` name the fields that an ExportSelection filters.
    """

    name: str
    rows: Any  # a QuerySet with `overseen_by(person)`
    columns: "tuple[Column, ...]"
    personal: "tuple[Column, ...]"
    region: str = "region__code"
    moment: str = "state_since"
    has_states: bool = True

    @property
    def label(self) -> "_StrOrPromise":
        return self.rows.model._meta.verbose_name_plural

    def columns_for(self, person: "Person") -> "tuple[Column, ...]":
        return self.columns + (self.personal if person.is_administrator else ())

    def rows_for(self, person: "Person", selection: ExportSelection = ALL) -> QuerySet:
        """Return the rows of the selection that this person oversees."""
        return selection.apply(self, self.rows.overseen_by(person))

    def lines(self, person: "Person", selection: ExportSelection = ALL) -> Iterator[list[Any]]:
        """Yield the header, then a list of values for each row, in constant memory.

        The rows are read in batches by key: one cursor over a million rows would run into the
        database's statement timeout.
        """
        columns = self.columns_for(person)
        yield [str(label) for label, _value in columns]
        ordered = self.rows_for(person, selection).order_by("pk")
        batch = list(ordered[:BATCH])
        while batch:
            for row in batch:
                yield [value(row) for _label, value in columns]
            more = len(batch) == BATCH
            batch = list(ordered.filter(pk__gt=batch[-1].pk)[:BATCH]) if more else []

    def record(
        self,
        person: "Person",
        selection: ExportSelection = ALL,
        action: Action = Action.EXPORT,
        **changes: Any,
    ) -> None:
        """Write to the audit log who exported what; the rows themselves are not repeated."""
        codes = person.jurisdiction_codes
        target = ExportAuditTarget(self.rows.model, codes[0] if len(codes) == 1 else "")
        changes |= {"regions": codes, "personal": person.is_administrator}
        changes |= {"filter": selection.filters} if selection.filters else {}
        AuditEvent.objects.record(
            target, action, by=person, changes=changes, region_code=target.region_code
        )

    @transaction.atomic
    def request_file(self, selection: ExportSelection, *, by: "Person") -> ExportJob:
        """Have the rows written as XLSX by a background task; return its job."""
        job = ExportJob.objects.request(self.name, selection.filters, by=by)
        self.record(by, selection, format=job.format, job=str(job.pk))
        return job


@cache
def exports() -> dict[str, Export]:
    """Return every export by its name, in the order of settings.EXPORTS."""
    return {export.name: export for export in map(import_string, settings.EXPORTS)}


def export_named(name: str) -> Export:
    if name not in exports():
        raise Http404
    return exports()[name]


def person_of(field: str, attribute: str) -> Callable[[Any], Any]:
    """Return a column function: an attribute of the person in `field`, or "" without a person."""

    def value(row: Any) -> Any:
        person = getattr(row, field)
        return getattr(person, attribute) if person else ""

    return value
