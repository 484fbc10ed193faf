"""The read-only API: the rows of the open data, in pages behind a cursor.

Every parameter is bounded, every response declared. It uses the querysets of the CSV files and so
never shows more than they do.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from ninja import NinjaAPI, Path, Query, Schema
from pydantic import Field, create_model

from campaigns.coverage.coverage import Coverage
from campaigns.elections.models import Campaign
from campaigns.events.models.event import Mode, OutreachEvent
from campaigns.events.reported_fields import OPEN_DATA_FIELDS
from campaigns.open_data.datasets import DATASETS, coverage_rows
from groups.regions.models import Level, Region
from groups.regions.widgets import CODE
from kimportal.web.views import PUBLIC_CACHE

MAX_KEY = 2**63 - 1


class PublicAPI(NinjaAPI):
    """API whose responses are cached as long as public pages."""

    def create_response(self, request, data, *, status=None, **also):
        response = super().create_response(request, data, status=status, **also)
        if response.status_code in (200, 404):
            patch_cache_control(response, **PUBLIC_CACHE)
        return response


api = PublicAPI(
    title="Portal KIM",
    version="1",
    description="KIM, materials, events, tallies and regions. CC BY 4.0. No personal data.",
    urls_namespace="api-1",
    docs_url=None,
    openapi_url=None,
)


class Problem(Schema):
    detail: str


class Unreadable(Schema):
    """Which parameter could not be read, and why."""

    detail: list[dict]


class Group(Schema):
    slug: str
    name: str
    region_code: str
    region: str
    founded: date | None
    activity_basis: str
    kim_id_number: str
    verified: date | None
    confirmed: date | None
    website: str
    page: str


class Material(Schema):
    slug: str
    title: str
    kind: str
    language: str
    pillars: str
    programme: str
    publisher: str
    source: str
    licence: str
    edition: int
    published_at: datetime | None
    code: str
    page: str


class EventPlan(Schema):
    id: UUID
    title: str
    group: str
    region_code: str
    region: str
    programme: str
    pillars: str
    mode: str
    setting: str
    starts: datetime
    ends: datetime
    reported: bool


#: The JSON type of a reported column.
JSON_TYPES = {
    models.PositiveIntegerField: int | None,
    models.BooleanField: bool | None,
    models.CharField: str,
    models.TextField: str,
    models.JSONField: list,
}
Event = create_model(
    "Event",
    __base__=EventPlan,
    **{
        field.name: (JSON_TYPES[type(OutreachEvent._meta.get_field(field.name))], ...)
        for field in OPEN_DATA_FIELDS
    },
    page=(str, ...),
)


class EventStats(Schema):
    programme: str
    region_code: str
    facet: str
    value: str
    events: int
    villages: int | None
    attendance: int
    told: int
    men: int | None
    women: int | None
    first_time_voters: int | None
    with_disability: int | None
    changed: datetime


class Place(Schema):
    code: str
    name: str
    kind: str
    level: int
    parent: str | None
    path: str
    villages: int
    valid_to: date | None


class CoverageRow(Schema):
    region_code: str
    region: str
    ballot: str
    villages_expected: int | None
    villages_reached: int
    events: int
    attendance: int
    groups: int
    villages_with_group: int
    changed: datetime | None


class CoverageTable(Schema):
    """`regions_complete`: whether all voting regions are on record; null without an election.

    The last row is the region itself.
    """

    programme: str
    regions_complete: bool | None
    items: list[CoverageRow]


class Page(Schema):
    """`next` is the `after` of the following page; null at the end."""

    next: str | None


class GroupPage(Page):
    items: list[Group]


class MaterialPage(Page):
    items: list[Material]


class EventPage(Page):
    items: list[Event]


class EventStatsPage(Page):
    items: list[EventStats]


class PlacePage(Page):
    items: list[Place]


Limit = Annotated[int, Field(ge=1, le=100)]
AfterKey = Annotated[int, Field(ge=0, le=MAX_KEY)]
Code = Annotated[str, Field(pattern=f"^{CODE.pattern}$", max_length=13)]
Slug = Annotated[str, Field(pattern="^[-a-zA-Z0-9_]+$", max_length=80)]
ERROR_RESPONSES = {404: Problem, 422: Unreadable}


class PageQuery(Schema):
    limit: Limit = 50


class KeyPageQuery(PageQuery):
    after: AfterKey = 0


class RegionPageQuery(KeyPageQuery):
    region: Code | None = None


class EventPageQuery(PageQuery):
    after: UUID | None = None
    region: Code | None = None
    programme: Slug | None = None
    mode: Literal[tuple(Mode.values)] | None = None


class EventStatsPageQuery(KeyPageQuery):
    region: Code | None = None
    programme: Slug | None = None
    facet: Literal["all", "pillar", "mode", "month", "material"] | None = None


class CoverageQuery(Schema):
    """`level` applies to the whole country: 1 lists provinces, 2 regencies and cities."""

    programme: Slug | None = None
    region: Code | None = None
    level: Annotated[int, Field(ge=1, le=2)] | None = None


class PlacePageQuery(PageQuery):
    after: Code | None = None
    parent: Code | None = None
    level: Annotated[int, Field(ge=1, le=4)] | None = None


def page(name, rows, query):
    """Return a page of a dataset in key order, in one query plus its prefetches."""
    rows = rows.order_by("pk")
    if query.after:
        rows = rows.filter(pk__gt=query.after)
    objects = list(rows[: query.limit + 1])
    shown = objects[: query.limit]
    more = len(objects) > query.limit
    return {
        "items": [DATASETS[name].as_dict(obj) for obj in shown],
        "next": str(shown[-1].pk) if more else None,
    }


def within(rows, code):
    return rows.within(get_object_or_404(Region, pk=code)) if code else rows


def get_or_404(name, **key):
    obj = DATASETS[name].find().filter(**key).first()
    if obj is None:
        raise Http404
    return DATASETS[name].as_dict(obj)


@api.get("kim/", response={200: GroupPage, **ERROR_RESPONSES}, url_name="group_list", tags=["KIM"])
def group_list(request, query: Query[RegionPageQuery]):
    return page("kim", within(DATASETS["kim"].find(), query.region), query)


@api.get(
    "kim/{slug}/", response={200: Group, **ERROR_RESPONSES}, url_name="group_detail", tags=["KIM"]
)
def group_detail(request, slug: Path[Slug]):
    return get_or_404("kim", slug=slug)


@api.get(
    "materi/",
    response={200: MaterialPage, **ERROR_RESPONSES},
    url_name="material_list",
    tags=["Materi"],
)
def material_list(request, query: Query[KeyPageQuery]):
    return page("materi", DATASETS["materi"].find(), query)


@api.get(
    "materi/{slug}/",
    response={200: Material, **ERROR_RESPONSES},
    url_name="material_detail",
    tags=["Materi"],
)
def material_detail(request, slug: Path[Slug]):
    return get_or_404("materi", slug=slug)


@api.get(
    "kegiatan/",
    response={200: EventPage, **ERROR_RESPONSES},
    url_name="event_list",
    tags=["Kegiatan"],
)
def event_list(request, query: Query[EventPageQuery]):
    rows = within(DATASETS["kegiatan"].find(), query.region)
    if query.programme:
        rows = rows.filter(campaign__slug=query.programme, campaign__is_public=True)
    if query.mode:
        rows = rows.filter(mode=query.mode)
    return page("kegiatan", rows, query)


@api.get(
    "kegiatan/{id}/",
    response={200: Event, **ERROR_RESPONSES},
    url_name="event_detail",
    tags=["Kegiatan"],
)
def event_detail(request, id: Path[UUID]):
    return get_or_404("kegiatan", pk=id)


@api.get(
    "rekap/",
    response={200: EventStatsPage, **ERROR_RESPONSES},
    url_name="tally_list",
    tags=["Rekap"],
)
def tally_list(request, query: Query[EventStatsPageQuery]):
    rows = DATASETS["rekap"].find()
    rows = rows.filter(slug=query.programme) if query.programme else rows
    rows = rows.filter(region_code=query.region) if query.region else rows
    rows = rows.filter(facet=query.facet) if query.facet else rows
    return page("rekap", rows, query)


@api.get(
    "capaian/",
    response={200: CoverageTable, **ERROR_RESPONSES},
    url_name="coverage",
    tags=["Capaian"],
)
def coverage(request, query: Query[CoverageQuery]):
    programmes = Campaign.objects.live().with_election()
    programme = get_object_or_404(programmes, slug=query.programme) if query.programme else None
    region = get_object_or_404(Region, pk=query.region) if query.region else None
    table = Coverage(region, programme, rows_level=query.level)
    columns, *rows = coverage_rows(table)
    return {
        "programme": query.programme or "",
        "regions_complete": table.ballots and table.ballots.are_complete,
        "items": [dict(zip(columns, row, strict=True)) for row in rows],
    }


@api.get(
    "wilayah/",
    response={200: PlacePage, **ERROR_RESPONSES},
    url_name="region_list",
    tags=["Wilayah"],
)
def region_list(request, query: Query[PlacePageQuery]):
    rows = DATASETS["wilayah"].find()
    rows = rows.filter(parent_id=query.parent) if query.parent else rows
    rows = rows.filter(level=Level(query.level)) if query.level else rows
    return page("wilayah", rows, query)


@api.get(
    "wilayah/{code}/",
    response={200: Place, **ERROR_RESPONSES},
    url_name="region_detail",
    tags=["Wilayah"],
)
def region_detail(request, code: Path[Code]):
    return get_or_404("wilayah", pk=code)


# Everything but ninja's own root, which answers nothing.
urlpatterns = [pattern for pattern in api.urls[0] if pattern.name != "api-root"]
