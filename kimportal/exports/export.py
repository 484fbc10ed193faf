from dataclasses import dataclass
from functools import cache
from operator import methodcaller

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.module_loading import import_string

from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.filters import ExportSelection
from kimportal.exports.models import ExportJob

BATCH = 2000
ALL = ExportSelection()
state_word = methodcaller("get_state_display")


@dataclass(frozen=True)
class ExportAuditTarget:
    """Stands in the memory for the rows of a table that were taken away together."""

    model: type[Model]
    region_code: str
    pk = ""

    @property
    def _meta(self):
        return self.model._meta

    def __str__(self):
        return str(self.model._meta.verbose_name_plural)


@dataclass(frozen=True)
class Export:
    """`columns` and `personal` are pairs of a label and what it tells of a row; `personal` is
    for administrators only. `region` and `moment` name the fields a Piece is cut by."""

    name: str
    rows: QuerySet
    columns: tuple
    personal: tuple
    region: str = "region__code"
    moment: str = "state_since"
    has_states: bool = True

    @property
    def label(self):
        return self.rows.model._meta.verbose_name_plural

    def columns_for(self, person):
        return self.columns + (self.personal if person.is_administrator else ())

    def rows_for(self, person, piece=ALL):
        """What of the piece this person oversees."""
        return piece.of(self, self.rows.overseen_by(person))

    def lines(self, person, piece=ALL):
        """A head, then a row for each thing of the piece, in flat memory.

        Asked in batches by key: one cursor over a million rows would have to be filled within
        the database's patience for a single statement.
        """
        columns = self.columns_for(person)
        yield [str(label) for label, _value in columns]
        ordered = self.rows_for(person, piece).order_by("pk")
        batch = list(ordered[:BATCH])
        while batch:
            for item in batch:
                yield [value(item) for _label, value in columns]
            more = len(batch) == BATCH
            batch = list(ordered.filter(pk__gt=batch[-1].pk)[:BATCH]) if more else []

    def remember(self, person, piece=ALL, action=Action.EXPORT, **told):
        """Write down who took what; the rows themselves are not repeated."""
        codes = person.jurisdiction_codes
        whole = ExportAuditTarget(self.rows.model, codes[0] if len(codes) == 1 else "")
        told |= {"regions": codes, "personal": person.is_administrator}
        told |= {"filter": piece.told} if piece.told else {}
        AuditEvent.objects.record(
            whole, action, by=person, changes=told, region_code=whole.region_code
        )

    @transaction.atomic
    def order(self, piece, *, by):
        """Have it written as XLSX outside the request. Returns the ExportJob."""
        job = ExportJob.objects.ask(self.name, piece.told, by=by)
        self.remember(by, piece, format=job.format, job=str(job.pk))
        return job


@cache
def exports():
    """Every export by its name, in the order of the settings."""
    return {one.name: one for one in map(import_string, settings.EXPORTS)}


def export_named(name):
    if name not in exports():
        raise Http404
    return exports()[name]


def person_of(field, what):
    """What of the person in this field of a row; empty where nobody is named."""

    def value(item):
        person = getattr(item, field)
        return getattr(person, what) if person else ""

    return value
