"""The read-only API: the rows of the open data, in pages behind a cursor.

Every parameter is bounded, every answer declared. It starts from the same questions as the CSV
files and so can never show more than they do.
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

from campaigns.events.models.event import Mode, OutreachEvent
from campaigns.events.reported_fields import OPEN_DATA_FIELDS
from campaigns.open_data.datasets import DATASETS
from groups.regions.models import Level, Region
from groups.regions.widgets import CODE
from kimportal.web.views import PUBLIC_CACHE

LARGEST_KEY = 2**63 - 1


class PublicAPI(NinjaAPI):
    """Answers that any cache may keep, as long as it keeps a page."""

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
AfterKey = Annotated[int, Field(ge=0, le=LARGEST_KEY)]
Code = Annotated[str, Field(pattern=f"^{CODE.pattern}$", max_length=13)]
Slug = Annotated[str, Field(pattern="^[-a-zA-Z0-9_]+$", max_length=80)]
SAID = {404: Problem, 422: Unreadable}


class Window(Schema):
    limit: Limit = 50


class Keyed(Window):
    after: AfterKey = 0


class Placed(Keyed):
    region: Code | None = None


class EventQuestion(Window):
    after: UUID | None = None
    region: Code | None = None
    programme: Slug | None = None
    mode: Literal[tuple(Mode.values)] | None = None


class EventStatsQuestion(Keyed):
    region: Code | None = None
    programme: Slug | None = None
    facet: Literal["all", "pillar", "mode", "month", "material"] | None = None


class PlaceQuestion(Window):
    after: Code | None = None
    parent: Code | None = None
    level: Annotated[int, Field(ge=1, le=4)] | None = None


def page(name, rows, window):
    """One page of a set in the order of its key, in one query and those of its prefetches."""
    rows = rows.order_by("pk")
    if window.after:
        rows = rows.filter(pk__gt=window.after)
    found = list(rows[: window.limit + 1])
    shown = found[: window.limit]
    more = len(found) > window.limit
    return {
        "items": [DATASETS[name].as_dict(item) for item in shown],
        "next": str(shown[-1].pk) if more else None,
    }


def within(rows, code):
    return rows.within(get_object_or_404(Region, pk=code)) if code else rows


def one(name, **key):
    item = DATASETS[name].find().filter(**key).first()
    if item is None:
        raise Http404
    return DATASETS[name].as_dict(item)


@api.get("kim/", response={200: GroupPage, **SAID}, url_name="group_list", tags=["KIM"])
def group_list(request, asked: Query[Placed]):
    return page("kim", within(DATASETS["kim"].find(), asked.region), asked)


@api.get("kim/{slug}/", response={200: Group, **SAID}, url_name="group_detail", tags=["KIM"])
def group_detail(request, slug: Path[Slug]):
    return one("kim", slug=slug)


@api.get("materi/", response={200: MaterialPage, **SAID}, url_name="material_list", tags=["Materi"])
def material_list(request, asked: Query[Keyed]):
    return page("materi", DATASETS["materi"].find(), asked)


@api.get(
    "materi/{slug}/", response={200: Material, **SAID}, url_name="material_detail", tags=["Materi"]
)
def material_detail(request, slug: Path[Slug]):
    return one("materi", slug=slug)


@api.get("kegiatan/", response={200: EventPage, **SAID}, url_name="event_list", tags=["Kegiatan"])
def event_list(request, asked: Query[EventQuestion]):
    rows = within(DATASETS["kegiatan"].find(), asked.region)
    if asked.programme:
        rows = rows.filter(campaign__slug=asked.programme, campaign__is_public=True)
    if asked.mode:
        rows = rows.filter(mode=asked.mode)
    return page("kegiatan", rows, asked)


@api.get(
    "kegiatan/{id}/", response={200: Event, **SAID}, url_name="event_detail", tags=["Kegiatan"]
)
def event_detail(request, id: Path[UUID]):
    return one("kegiatan", pk=id)


@api.get("rekap/", response={200: EventStatsPage, **SAID}, url_name="tally_list", tags=["Rekap"])
def tally_list(request, asked: Query[EventStatsQuestion]):
    rows = DATASETS["rekap"].find()
    rows = rows.filter(slug=asked.programme) if asked.programme else rows
    rows = rows.filter(region_code=asked.region) if asked.region else rows
    rows = rows.filter(facet=asked.facet) if asked.facet else rows
    return page("rekap", rows, asked)


@api.get("wilayah/", response={200: PlacePage, **SAID}, url_name="region_list", tags=["Wilayah"])
def region_list(request, asked: Query[PlaceQuestion]):
    rows = DATASETS["wilayah"].find()
    rows = rows.filter(parent_id=asked.parent) if asked.parent else rows
    rows = rows.filter(level=Level(asked.level)) if asked.level else rows
    return page("wilayah", rows, asked)


@api.get(
    "wilayah/{code}/", response={200: Place, **SAID}, url_name="region_detail", tags=["Wilayah"]
)
def region_detail(request, code: Path[Code]):
    return one("wilayah", pk=code)


# Everything but ninja's own root, which answers nothing.
urlpatterns = [pattern for pattern in api.urls[0] if pattern.name != "api-root"]
