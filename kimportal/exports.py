"""What staff take away as a file: for each kind of thing its columns. Each app tells its own."""

from dataclasses import dataclass
from functools import cache
from operator import attrgetter, methodcaller

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kimportal.models import Act, Decision

BATCH = 2000
state_word = methodcaller("get_state_display")


@dataclass(frozen=True)
class Whole:
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
    for administrators only."""

    name: str
    rows: QuerySet
    columns: tuple
    personal: tuple

    @property
    def label(self):
        return self.rows.model._meta.verbose_name_plural

    def columns_for(self, person):
        return self.columns + (self.personal if person.is_administrator else ())

    def lines(self, person):
        """A head, then a row for each thing this person oversees, in flat memory."""
        columns = self.columns_for(person)
        yield [str(label) for label, _value in columns]
        for thing in self.rows.overseen_by(person).order_by("pk").iterator(chunk_size=BATCH):
            yield [value(thing) for _label, value in columns]

    def remember(self, person):
        """Write down who took what; the rows themselves are not repeated."""
        codes = person.jurisdiction_codes
        whole = Whole(self.rows.model, codes[0] if len(codes) == 1 else "")
        told = {"format": "csv", "regions": codes, "personal": person.is_administrator}
        Decision.objects.record(whole, Act.EXPORT, by=person, changes=told)


@cache
def exports():
    """Every export by its name, in the order of the settings."""
    return {one.name: one for one in map(import_string, settings.EXPORTS)}


def export_called(name):
    if name not in exports():
        raise Http404
    return exports()[name]


def person_of(field, what):
    """What of the person in this field of a row; empty where nobody is named."""

    def value(thing):
        person = getattr(thing, field)
        return getattr(person, what) if person else ""

    return value


DECISIONS = Export(
    name="keputusan",
    rows=Decision.objects.select_related("by"),
    columns=(
        (_("when"), attrgetter("at")),
        (_("act"), methodcaller("get_act_display")),
        (_("kind"), attrgetter("thing_type")),
        (_("key"), attrgetter("thing_id")),
        (_("thing"), attrgetter("thing_name")),
        (_("region code"), attrgetter("region_code")),
        (_("before"), attrgetter("before")),
        (_("after"), attrgetter("after")),
        (_("about the field"), attrgetter("field")),
        (_("note"), attrgetter("note")),
        (_("request"), attrgetter("request_id")),
    ),
    personal=((_("by"), person_of("by", "name")), (_("e-mail"), person_of("by", "email"))),
)
