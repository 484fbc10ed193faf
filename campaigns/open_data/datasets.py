"""Open data: the columns, data dictionary and rows of each dataset.

No personal data. The dictionary on /data/, the schemas of the API (api.py) and datapackage.json
(descriptors.py) follow from this file.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import BigIntegerField, Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.coverage import SPLIT_MAX_LEVEL
from campaigns.coverage.disclosure_control import SPLIT, rounded
from campaigns.coverage.models import ALL, Dimension, EventStats
from campaigns.elections.models import Campaign
from campaigns.events.models.event import OutreachEvent
from campaigns.events.reported_fields import OPEN_DATA_FIELDS, Readers
from campaigns.materials.models.material import Material
from campaigns.open_data.code_lists import code_list_rows
from groups.kim.models import Group
from groups.regions.models import Region
from kimportal.exports.csv_export import NUMERIC, Code
from kimportal.ui.structured_data import absolute

BATCH = 2000
ABOUT = _("KIM, materials, events, tallies and regions. CC BY 4.0. No personal data.")
#: The lists of the API, by dataset: "group" is api-1:group_list.
LISTS = {
    "kim": "group",
    "materi": "material",
    "kegiatan": "event",
    "rekap": "tally",
    "wilayah": "region",
    "kode": "code",
}
#: As the unique constraint has it: no row moves when statistics are rebuilt.
TALLY_ORDER = ("programme", "region_code", "facet", "value")
OF_SUM = _("of those present, in steps of five (see small numbers)")


def page_url(obj):
    return settings.SITE_URL + obj.get_absolute_url()


def public_slug(campaign):
    return campaign.slug if campaign and campaign.is_public else ""


def pillars_of(obj):
    return " ".join(pillar.slug for pillar in obj.pillars.all())


@dataclass(frozen=True)
class Column:
    """A column of a dataset: its meaning, the type of its values, and what they refer to."""

    meaning: str
    type: Any = str
    #: The list of /api/v1/kode/ that names its values.
    code_list: str = ""
    #: The column of another dataset that holds the same values: "wilayah.code".
    refers_to: str = ""
    #: Codes of digits: files mark them as text.
    is_code: bool = False

    def __str__(self):
        return str(self.meaning)


@dataclass(frozen=True)
class Dataset:
    """A dataset: `columns` is {name: Column}, `find` its objects, `row` an object's values.

    `key` names the columns that identify a row. `details` returns what only the API has,
    described by `detail_columns`, of an object that came through `with_details`.
    """

    name: str
    title: str
    about: str
    columns: dict[str, Column]
    find: Callable
    row: Callable
    key: tuple[str, ...]
    detail_columns: dict[str, Column] = field(default_factory=dict)
    details: Callable = lambda obj: {}
    with_details: Callable = lambda rows: rows

    def lines(self):
        """Yield the header and rows of a file, in constant memory."""
        yield list(self.columns)
        codes = [column.is_code for column in self.columns.values()]
        found = self.find()
        is_query = isinstance(found, QuerySet)
        for obj in found.iterator(chunk_size=BATCH) if is_query else found:
            yield [in_file(*cell) for cell in zip(self.row(obj), codes, strict=True)]

    def dictionary(self):
        """Yield (column, meaning) for the first sheet-reader who wonders."""
        yield [str(_("column")), str(_("meaning"))]
        for name, column in self.columns.items():
            yield [name, str(column)]

    def as_dict(self, obj):
        return dict(zip(self.columns, self.row(obj), strict=True)) | self.details(obj)


def in_file(value, is_code):
    """Return a value as files hold it: text of digits stays text, times are to the second."""
    if isinstance(value, str) and (is_code or NUMERIC.fullmatch(value)):
        return Code(value)
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def regions():
    return Region.objects.order_by("code")


def region_row(region):
    return [
        region.code,
        region.name,
        region.kind,
        region.level,
        region.parent_id,
        region.path,
        region.villages,
        region.valid_to,
    ]


def groups():
    return Group.objects.live().select_related("region").order_by("slug")


def group_row(group):
    return [
        group.slug,
        group.name,
        group.region_id,
        group.region.path,
        group.founded,
        group.activity_basis,
        group.kim_id_number,
        day(group.verified_at, group.region),
        day(group.last_confirmed_at, group.region),
        group.website,
        page_url(group),
    ]


def day(moment, region):
    """Return the date in the region's time zone, as its page shows it."""
    return moment and timezone.localdate(moment, ZoneInfo(region.timezone))


def materials():
    rows = Material.objects.listed().order_by("slug").select_related("language", "campaign")
    return rows.prefetch_related("pillars")


def material_row(material):
    return [
        material.slug,
        material.title,
        material.summary,
        material.kind,
        material.language.slug,
        pillars_of(material),
        public_slug(material.campaign),
        material.publisher,
        material.source,
        material.licence,
        material.edition,
        material.published_at,
        material.code,
        material.alt_text,
        page_url(material),
    ]


def with_files(materials):
    return materials.prefetch_related("files__renditions")


def material_details(material):
    files = [file_details(file) for file in material.files.all()]
    return {"text": material.body, "transcript": material.transcript, "files": files}


def file_details(file):
    return {
        "role": file.role,
        "kind": file.kind,
        **stored_details(file),
        "pages": file.pages,
        "duration": file.duration,
        "url": file.link or absolute(file.url),
        "renditions": [
            {"name": row.name, **stored_details(row), "url": absolute(row.url)}
            for row in file.renditions.all()
        ],
    }


def stored_details(row):
    return {name: getattr(row, name) for name in ("mime", "size", "sha256", "width", "height")}


def events():
    related = ("group", "region", "campaign", "setting")
    rows = OutreachEvent.objects.live().order_by("pk").select_related(*related)
    return rows.prefetch_related("pillars")


def event_row(event):
    return [
        str(event.pk),
        event.title,
        event.group.slug if event.group.is_live else "",
        event.region_id,
        event.region.path,
        public_slug(event.campaign),
        pillars_of(event),
        event.mode,
        event.setting.slug if event.setting else "",
        event.local_starts,
        event.local_ends,
        event.is_reported,
        *(field.read(event, Readers.PUBLIC) for field in OPEN_DATA_FIELDS),
        page_url(event),
    ]


def event_stats():
    """Statistics of public programmes, with the identifiers that the public knows.

    Rows hold the keys of programmes and materials; `slug` and `public_value` are their public
    names. A material that is not public has no rows here.
    """
    programmes = Campaign.objects.live().filter(pk=OuterRef("programme")).values("slug")
    is_material = Q(facet=Dimension.MATERIAL)
    # Within CASE: of other dimensions the value is no number.
    key = Case(When(is_material, then=Cast("value", BigIntegerField())))
    materials = Material.objects.live().filter(pk=OuterRef("material_key")).values("slug")
    rows = EventStats.objects.happened().annotate(
        slug=Subquery(programmes),
        material_key=key,
        public_value=Case(When(is_material, then=Subquery(materials)), default="value"),
    )
    rows = rows.filter(Q(programme=ALL) | Q(slug__isnull=False), public_value__isnull=False)
    return rows.order_by(*TALLY_ORDER)


def event_stats_row(stats):
    has_split = stats.region_code.count(".") < SPLIT_MAX_LEVEL
    return [
        stats.slug or "",
        stats.region_code,
        stats.facet,
        stats.public_value,
        stats.events,
        stats.villages if stats.facet == "all" else None,
        stats.attendance,
        stats.told,
        *(rounded(getattr(stats, name)) if has_split else None for name in SPLIT),
        stats.changed_at,
    ]


def coverage_rows(coverage):
    """Yield the table of a coverage page, with the region itself in the last row."""
    yield list(COVERAGE)
    for place in [*coverage.places, coverage.here]:
        yield [
            Code(place.region.code),
            place.region.path,
            place.ballot,
            place.expected,
            place.reached,
            place.events,
            place.attendance,
            place.groups,
            place.with_group,
            place.changed_at,
        ]


REGION_CODE = _("code of the region in the official list; empty is all Indonesia")
CHANGED = _("time of the last decision that changed a figure of this row")
COVERAGE = {
    "region_code": REGION_CODE,
    "region": _("full name including the regions above it"),
    "ballot": _(
        "its part in the programme's election: own, own_and_governor, governor (only the "
        "governor's), parts (only regions in it vote), none, unknown (not on record yet); empty "
        "without an election"
    ),
    "villages_expected": _(
        "villages of the programme's voting regions in it, empty while not all of them are on "
        "record; without a programme all its villages"
    ),
    "villages_reached": _("of these, villages with at least one reported event"),
    "events": _("reported events that a reviewer has checked"),
    "attendance": _("people present, added up; someone who attends twice is counted twice"),
    "groups": _("verified KIM in it"),
    "villages_with_group": _("villages with at least one verified KIM"),
    "changed": CHANGED,
}
PATH = Column(_("full name including the regions above it"))
PAGE = Column(_("its page on the portal"))
PILLARS = Column(
    _("identifiers of the pillars, with spaces between them: cerdas, sehat, damai"),
    code_list="pilar",
)
PROGRAMME = Column(
    _("identifier of the programme; empty: outside a programme"), code_list="program"
)


def place(meaning, type=str):
    return Column(meaning, type, refers_to="wilayah.code", is_code=True)


#: The JSON type of a reported column.
JSON_TYPES = {
    models.PositiveIntegerField: int | None,
    models.BooleanField: bool | None,
    models.CharField: str,
    models.TextField: str,
    models.JSONField: list,
}


def reported_columns():
    for reported in OPEN_DATA_FIELDS:
        kind = type(OutreachEvent._meta.get_field(reported.name))
        yield reported.name, Column(reported.meaning, JSON_TYPES[kind])


DATASETS = {
    dataset.name: dataset
    for dataset in [
        Dataset(
            "kim",
            _("Community Information Groups (KIM)"),
            _("Verified groups, without personal data."),
            {
                "slug": Column(_("identifier of the group")),
                "name": Column(_("its name")),
                "region_code": place(_("code of its village or district")),
                "region": PATH,
                "founded": Column(
                    _("day it was founded; 1 January where only the year is known"), date | None
                ),
                "activity_basis": Column(
                    _("the group's main field of activity"), code_list="bidang"
                ),
                "kim_id_number": Column(_("number on kim.id"), is_code=True),
                "verified": Column(_("day its decree was verified"), date | None),
                "confirmed": Column(_("day the group last confirmed its data"), date | None),
                "website": Column(_("its website")),
                "page": PAGE,
            },
            groups,
            group_row,
            key=("slug",),
        ),
        Dataset(
            "materi",
            _("Materials"),
            _("Published materials in their newest version."),
            {
                "slug": Column(_("identifier of the material")),
                "title": Column(_("title")),
                "summary": Column(_("summary")),
                "kind": Column(_("kind, for example poster"), code_list="jenis-materi"),
                "language": Column(_("language (BCP 47)"), code_list="bahasa"),
                "pillars": PILLARS,
                "programme": PROGRAMME,
                "publisher": Column(_("who publishes it")),
                "source": Column(_("legal basis or source")),
                "licence": Column(_("licence"), code_list="lisensi"),
                "edition": Column(_("version number"), int),
                "published_at": Column(_("time of publication"), datetime | None),
                "code": Column(_("code by which anybody can check it")),
                "alt_text": Column(_("what its picture shows, for those who do not see it")),
                "page": PAGE,
            },
            materials,
            material_row,
            key=("slug",),
            detail_columns={
                "text": Column(_("its text, in Markdown")),
                "transcript": Column(_("full text of the picture, or what is said and sung")),
                "files": Column(_("its files and what the portal made of them"), list),
            },
            details=material_details,
            with_details=with_files,
        ),
        Dataset(
            "kegiatan",
            _("Events"),
            _("Planned and reported events of KIM."),
            {
                "id": Column(_("identifier of the event"), UUID),
                "title": Column(_("title")),
                "group": Column(_("identifier of the KIM; empty if it is not public")),
                "region_code": place(_("code of the place")),
                "region": PATH,
                "programme": PROGRAMME,
                "pillars": PILLARS,
                "mode": Column(_("in_person, online, hybrid or media"), code_list="cara"),
                "setting": Column(_("kind of place"), code_list="tempat"),
                "starts": Column(_("start, in local time"), datetime),
                "ends": Column(_("end, in local time"), datetime),
                "reported": Column(_("whether it has been reported"), bool),
                **dict(reported_columns()),
                "page": PAGE,
            },
            events,
            event_row,
            key=("id",),
        ),
        Dataset(
            "rekap",
            _("Tallies"),
            _("Counts of reported events by programme, region and one further dimension."),
            {
                "programme": Column(
                    _("identifier of the programme; empty: all together"), code_list="program"
                ),
                "region_code": place(REGION_CODE),
                "facet": Column(_("all, pillar, mode, month or material"), code_list="dimensi"),
                "value": Column(_("the pillar, mode, month or material")),
                "events": Column(_("reported events that a reviewer has checked"), int),
                "villages": Column(
                    _("villages with at least one of them (dimension all)"), int | None
                ),
                "attendance": Column(
                    _("people present, added up; someone who attends twice is counted twice"), int
                ),
                "told": Column(_("events that said how many came"), int),
                **dict.fromkeys(SPLIT, Column(OF_SUM, int | None)),
                "changed": Column(CHANGED, datetime),
            },
            event_stats,
            event_stats_row,
            key=("programme", "region_code", "facet", "value"),
        ),
        Dataset(
            "wilayah",
            _("Regions"),
            _("The official list (Kepmendagri 300.2.2-2138/2025) as the portal uses it."),
            {
                "code": Column(_("dotted code"), is_code=True),
                "name": Column(_("official name")),
                "kind": Column(
                    _("province, regency, city, district, kelurahan, desa or desa_adat"),
                    code_list="jenis-wilayah",
                ),
                "level": Column(_("1 province, 2 regency or city, 3 district, 4 village"), int),
                "parent": place(_("code of the region above it"), str | None),
                "path": PATH,
                "villages": Column(_("villages in it"), int),
                "valid_to": Column(_("day from which it was no longer in the list"), date | None),
            },
            regions,
            region_row,
            key=("code",),
        ),
        Dataset(
            "kode",
            _("Code lists"),
            _("The identifiers that the other files use, with their names."),
            {
                "list": Column(_("the list")),
                "code": Column(_("identifier")),
                "name_id": Column(_("name in Indonesian")),
                "name_en": Column(_("name in English")),
            },
            code_list_rows,
            list,
            key=("list", "code"),
        ),
    ]
}
