"""The read-only API: the rows of the open data, in pages behind a cursor.

Every parameter is bounded and described, every other one refused by its name, every response
declared. It uses the querysets of the files and so never shows more than they do.
"""

from datetime import UTC, date, datetime
from functools import wraps
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import AwareDatetime, Field, create_model

from campaigns.coverage.coverage import Coverage
from campaigns.coverage.models import ALL, Dimension
from campaigns.elections.models import Campaign, Language, Pillar
from campaigns.events.models.event import Mode
from campaigns.materials.models.kinds import MaterialKind
from campaigns.materials.models.material import Material as MaterialModel
from campaigns.open_data.code_lists import CODE_LISTS
from campaigns.open_data.datasets import (
    ABOUT,
    COVERAGE,
    DATASETS,
    LISTS,
    TALLY_ORDER,
    coverage_rows,
)
from groups.regions.models import Kind, Level, Region
from groups.regions.widgets import CODE
from kimportal.web.search import MAX_QUERY_LENGTH
from kimportal.web.views import PUBLIC_CACHE


class PublicAPI(NinjaAPI):
    """API whose responses are cached as long as public pages."""

    def create_response(self, request, data, *, status=None, **also):
        response = super().create_response(request, data, status=status, **also)
        if response.status_code in (200, 404):
            patch_cache_control(response, **PUBLIC_CACHE)
        return response


api = PublicAPI(
    title=settings.SITE_NAME,
    version="1",
    description=ABOUT,
    urls_namespace="api-1",
    docs_url=None,
    openapi_url=None,
    servers=[{"url": settings.SITE_URL}],
    openapi_extra={
        "info": {
            "license": {
                "name": "CC BY 4.0",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            }
        }
    },
)


# -- what is answered


class Problem(Schema):
    detail: str


class Unreadable(Schema):
    """Which parameter could not be read, and why."""

    detail: list[dict]


class StoredFile(Schema):
    mime: Annotated[str, Field(description=_("media type"))]
    size: Annotated[int, Field(description=_("size in bytes"))]
    sha256: Annotated[str, Field(description=_("SHA-256 of its bytes"))]
    width: Annotated[int | None, Field(description=_("width in pixels"))]
    height: Annotated[int | None, Field(description=_("height in pixels"))]
    url: Annotated[str, Field(description=_("where to fetch it; it changes after a withdrawal"))]


class Rendition(StoredFile):
    """A file converted by the portal."""

    name: Annotated[
        str,
        Field(
            description=_("webp-360 to avif-1080, low-data, social, story, print or link-preview")
        ),
    ]


class MaterialFile(StoredFile):
    """A file of a material, or a link to another site."""

    role: Annotated[str, Field(description=_("original, print, document, audio, video or link"))]
    kind: Annotated[str, Field(description=_("picture, document, audio, video or link"))]
    pages: Annotated[int | None, Field(description=_("pages of a document"))]
    duration: Annotated[float | None, Field(description=_("seconds of sound or video"))]
    renditions: Annotated[list[Rendition], Field(description=_("its other sizes and formats"))]


def item(dataset, title, **types):
    """Return the schema of a dataset's rows, with the meanings of the data dictionary."""
    columns = DATASETS[dataset].columns | DATASETS[dataset].detail_columns
    fields: dict[str, Any] = {
        name: (types.get(name, column.type), Field(description=column.meaning))
        for name, column in columns.items()
    }
    return create_model(title, __base__=Schema, **fields)


Group = item("kim", "Group")
Material = item("materi", "Material", files=list[MaterialFile])
Event = item("kegiatan", "Event")
EventStats = item("rekap", "EventStats")
Place = item("wilayah", "Place")
CodeName = item("kode", "CodeName")


#: The types of the columns of coverage; the others are counts.
COVERAGE_TYPES = {
    **dict.fromkeys(("region_code", "region", "ballot"), str),
    "villages_expected": int | None,
    "changed": datetime | None,
}
CoverageRow = create_model(
    "CoverageRow",
    __base__=Schema,
    **{
        name: (COVERAGE_TYPES.get(name, int), Field(description=meaning))
        for name, meaning in COVERAGE.items()
    },
)


class CoverageTable(Schema):
    """The table of a coverage page; the last row is the region itself."""

    programme: Annotated[str, Field(description=_("identifier of the programme; empty: all"))]
    regions_complete: Annotated[
        bool | None,
        Field(description=_("whether all voting regions are on record; null without an election")),
    ]
    items: Annotated[list[CoverageRow], Field(description=_("its regions, at last itself"))]


class Page(Schema):
    count: Annotated[
        int | None, Field(description=_("how many match; only on the first page, later null"))
    ]
    next: Annotated[str | None, Field(description=_("address of the next page; null at the end"))]


def page_of(schema):
    items = Field(description=_("the rows, always in the same order"))
    return create_model(f"{schema.__name__}Page", __base__=Page, items=(list[schema], items))


class Index(Schema):
    """What there is, with addresses."""

    name: str
    version: str
    documentation: str
    openapi: str
    datapackage: str
    catalog: str
    licence: str
    lists: dict[str, str]


# -- what may be asked

YEARS = {"ge": date(2000, 1, 1), "le": date(2099, 12, 31)}
MOMENTS = {
    "ge": datetime(2000, 1, 1, tzinfo=UTC),
    "le": datetime(2099, 12, 31, tzinfo=UTC),
}
AFTER = _("where a page begins; “next” has it")
CODE_PATTERN = f"^{CODE.pattern}$"
SLUG_PATTERN = "^[-a-zA-Z0-9_]+$"

Slug = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=100)]
Code = Annotated[str, Field(pattern=CODE_PATTERN, max_length=13)]
AfterSlug = Annotated[Slug | None, Field(description=AFTER)]
AfterCode = Annotated[Code | None, Field(description=AFTER)]
InRegion = Annotated[Code | None, Field(description=_("code of a region: in it or below it"))]
OfProgramme = Annotated[Slug | None, Field(description=_("identifier of a programme"))]
OfPillar = Annotated[Slug | None, Field(description=_("identifier of a pillar"))]
Words = Annotated[
    str | None, Field(max_length=MAX_QUERY_LENGTH, description=_("words to search for"))
]
UpdatedSince = Annotated[
    AwareDatetime | None,
    Field(
        **MOMENTS,
        description=_(
            "only what changed since then, for example 2026-11-01T00:00:00Z; what is withdrawn is "
            "no longer listed"
        ),
    ),
]


class PageQuery(Schema):
    limit: Annotated[int, Field(ge=1, le=100, description=_("rows of a page"))] = 50


class GroupQuery(PageQuery):
    after: AfterSlug = None
    region: InRegion = None
    q: Words = None
    updated_since: UpdatedSince = None


class MaterialQuery(PageQuery):
    after: AfterSlug = None
    pillar: OfPillar = None
    kind: Annotated[
        Literal[tuple(MaterialKind.values)] | None, Field(description=_("kind of material"))
    ] = None
    language: Annotated[Slug | None, Field(description=_("language (BCP 47)"))] = None
    programme: OfProgramme = None
    q: Words = None
    updated_since: UpdatedSince = None


class EventQuery(PageQuery):
    after: Annotated[UUID | None, Field(description=AFTER)] = None
    region: InRegion = None
    programme: OfProgramme = None
    pillar: OfPillar = None
    mode: Annotated[Literal[tuple(Mode.values)] | None, Field(description=_("how people meet"))] = (
        None
    )
    since: Annotated[
        date | None, Field(**YEARS, description=_("first day, as the place has it"))
    ] = None
    until: Annotated[
        date | None, Field(**YEARS, description=_("last day, as the place has it"))
    ] = None
    reported: Annotated[
        bool | None, Field(description=_("true: with a report; false: without one"))
    ] = None
    q: Words = None
    updated_since: UpdatedSince = None


class TallyQuery(PageQuery):
    after: Annotated[
        str | None,
        Field(
            pattern=r"^[-a-zA-Z0-9_]{0,80}~[0-9.]{0,13}~[a-z]{1,8}~[-a-zA-Z0-9_]{0,100}$",
            description=AFTER,
        ),
    ] = None
    region: Annotated[Code | None, Field(description=_("code of a region: this one alone"))] = None
    programme: OfProgramme = None
    facet: Annotated[
        Literal[tuple(Dimension.values)] | None, Field(description=_("dimension of the tally"))
    ] = None
    updated_since: UpdatedSince = None


class CoverageQuery(Schema):
    programme: OfProgramme = None
    region: Annotated[
        Code | None, Field(description=_("code of a region; without one all Indonesia"))
    ] = None
    level: Annotated[
        int | None,
        Field(
            ge=1,
            le=2,
            description=_("of all Indonesia: 1 lists provinces, 2 regencies and cities"),
        ),
    ] = None


class PlaceQuery(PageQuery):
    after: AfterCode = None
    region: InRegion = None
    parent: Annotated[Code | None, Field(description=_("code of a region: directly below it"))] = (
        None
    )
    level: Annotated[
        int | None,
        Field(ge=1, le=4, description=_("1 province, 2 regency or city, 3 district, 4 village")),
    ] = None
    kind: Annotated[Literal[tuple(Kind.values)] | None, Field(description=_("kind of region"))] = (
        None
    )


class CodeQuery(Schema):
    list: Annotated[Literal[tuple(CODE_LISTS)] | None, Field(description=_("name of a list"))] = (
        None
    )


# -- answers


def refuse_unknown(request, known=()):
    """Raise ValidationError for a parameter that is not known, or given twice.

    A misspelt filter would otherwise answer with all rows, and nobody would notice.
    """
    unknown = [name for name in request.GET if name not in known]
    twice = [name for name in known if len(request.GET.getlist(name)) > 1]
    sentence = {"unknown_parameter": gettext("There is no parameter “%(name)s”. Known: %(known)s.")}
    sentence["repeated_parameter"] = gettext("The parameter “%(name)s” is given more than once.")
    errors = [
        {
            "type": kind,
            "loc": ["query", name[:100]],
            "msg": sentence[kind] % {"name": name[:100], "known": ", ".join(known) or "–"},
        }
        for kind, names in {"unknown_parameter": unknown, "repeated_parameter": twice}.items()
        for name in names
    ]
    if errors:
        raise ValidationError(errors)


def find(rows, parameter, **lookup):
    """Return the row, or answer 404 with the parameter that names none."""
    obj = rows.filter(**lookup).first()
    if obj is None:
        raise HttpError(
            404, gettext("“%(name)s” names nothing that is there.") % {"name": parameter}
        )
    return obj


def page(request, name, rows, query, *, order, after=None):
    """Return a page of a dataset, in one query plus its prefetches, and one to count at first."""
    refuse_unknown(request, type(query).model_fields)
    count = None if query.after else rows.count()
    rows = rows.filter(after) if after is not None else rows
    objects = list(DATASETS[name].with_details(rows.order_by(*order))[: query.limit + 1])
    items = [DATASETS[name].as_dict(obj) for obj in objects[: query.limit]]
    more = len(objects) > query.limit
    return {
        "count": count,
        "next": next_page(request, name, items[-1]) if more else None,
        "items": items,
    }


def next_page(request, name, item):
    """Return the address of the page after this row."""
    query = request.GET.copy()
    query["after"] = "~".join(str(item[column]) for column in DATASETS[name].key)
    return f"{settings.SITE_URL}{request.path}?{query.urlencode(safe='~')}"


def keyed(query, key):
    """Return the page's order by a unique column, and the condition for what follows `after`."""
    after = Q(**{f"{key}__gt": query.after}) if query.after else None
    return {"order": [key], "after": after}


def filtered(rows, query):
    """Apply the filters that several lists have."""
    asked = query.model_dump(exclude_none=True)
    if "region" in asked:
        rows = rows.within(find(Region.objects, "region", pk=asked["region"]))
    if "programme" in asked:
        rows = rows.filter(
            campaign=find(Campaign.objects.live(), "programme", slug=query.programme)
        )
    if "pillar" in asked:
        rows = rows.about(find(Pillar.objects, "pillar", slug=query.pillar))
    if "q" in asked:
        rows = rows.search(query.q.replace("\0", ""))
    return rows


def get_or_404(request, name, **key):
    refuse_unknown(request)
    dataset = DATASETS[name]
    obj = dataset.with_details(dataset.find().filter(**key)).first()
    if obj is None:
        raise HttpError(404, gettext("There is nothing at this address."))
    return dataset.as_dict(obj)


ERRORS = {404: Problem, 422: Unreadable}


def answers(schema):
    return {200: schema, **ERRORS}


@api.get("", response=answers(Index), url_name="index", tags=["API"], summary=_("What there is"))
def index(request):
    refuse_unknown(request)
    return {
        "name": settings.SITE_NAME,
        "version": api.version,
        "documentation": settings.SITE_URL + reverse("api_docs"),
        "openapi": settings.SITE_URL + reverse("api_schema"),
        "datapackage": settings.SITE_URL + reverse("datapackage"),
        "catalog": settings.SITE_URL + reverse("data_catalog"),
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "lists": {
            **{
                name: settings.SITE_URL + reverse(f"api-1:{url}_list")
                for name, url in LISTS.items()
            },
            "capaian": settings.SITE_URL + reverse("api-1:coverage"),
        },
    }


@api.get(
    "kim/", response=answers(page_of(Group)), url_name="group_list", tags=["KIM"],
    summary=_("Verified KIM"),
)  # fmt: skip
def group_list(request, query: Query[GroupQuery]):
    rows = filtered(DATASETS["kim"].find(), query)
    if query.updated_since:
        rows = rows.filter(changed_at__gte=query.updated_since)
    return page(request, "kim", rows, query, **keyed(query, "slug"))


@api.get(
    "kim/{slug}/", response=answers(Group), url_name="group_detail", tags=["KIM"],
    summary=_("A KIM"),
)  # fmt: skip
def group_detail(request, slug: Annotated[Slug, Path(description=_("its identifier"))]):
    return get_or_404(request, "kim", slug=slug)


@api.get(
    "materi/", response=answers(page_of(Material)), url_name="material_list", tags=["Materi"],
    summary=_("Published materials with their files"),
)  # fmt: skip
def material_list(request, query: Query[MaterialQuery]):
    rows = filtered(DATASETS["materi"].find(), query)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.language:
        rows = rows.filter(language=find(Language.objects, "language", slug=query.language))
    if query.updated_since:
        # What was approved for a later time changed when that time came.
        since = {"changed_at__gte": query.updated_since, "published_at__gte": query.updated_since}
        rows = rows.filter(Q(**since, _connector=Q.OR))
    return page(request, "materi", rows, query, **keyed(query, "slug"))


@api.get(
    "materi/{slug}/", response=answers(Material), url_name="material_detail", tags=["Materi"],
    summary=_("A material with its files"),
)  # fmt: skip
def material_detail(request, slug: Annotated[Slug, Path(description=_("its identifier"))]):
    return get_or_404(request, "materi", slug=slug)


@api.get(
    "kegiatan/", response=answers(page_of(Event)), url_name="event_list", tags=["Kegiatan"],
    summary=_("Planned and reported events"),
)  # fmt: skip
def event_list(request, query: Query[EventQuery]):
    rows = filtered(DATASETS["kegiatan"].find(), query)
    rows = rows.filter(mode=query.mode) if query.mode else rows
    rows = rows.since(query.since) if query.since else rows
    rows = rows.until(query.until) if query.until else rows
    if query.reported is not None:
        rows = rows.filter(reported_at__isnull=not query.reported)
    if query.updated_since:
        rows = rows.filter(changed_at__gte=query.updated_since)
    return page(request, "kegiatan", rows, query, **keyed(query, "pk"))


@api.get(
    "kegiatan/{id}/", response=answers(Event), url_name="event_detail", tags=["Kegiatan"],
    summary=_("An event"),
)  # fmt: skip
def event_detail(request, id: Annotated[UUID, Path(description=_("its identifier"))]):
    return get_or_404(request, "kegiatan", pk=id)


@api.get(
    "rekap/", response=answers(page_of(EventStats)), url_name="tally_list", tags=["Rekap"],
    summary=_("Counts of reported events"),
)  # fmt: skip
def tally_list(request, query: Query[TallyQuery]):
    rows = DATASETS["rekap"].find()
    if query.programme:
        programme = find(Campaign.objects.live(), "programme", slug=query.programme)
        rows = rows.filter(programme=programme.pk)
    rows = rows.filter(region_code=query.region) if query.region else rows
    rows = rows.filter(facet=query.facet) if query.facet else rows
    if query.updated_since:
        rows = rows.filter(changed_at__gte=query.updated_since)
    after = tallies_after(query.after) if query.after else None
    return page(request, "rekap", rows, query, order=TALLY_ORDER, after=after)


def tallies_after(cursor):
    """Return the condition for the rows behind a cursor of public identifiers."""
    programme, code, facet, value = cursor.split("~")
    key = find(Campaign.objects.live(), "after", slug=programme).pk if programme else ALL
    if facet == Dimension.MATERIAL:
        # Withdrawn in the meantime: its dimension is listed again, rather than cut off.
        value = str(
            MaterialModel.objects.filter(slug=value).values_list("pk", flat=True).first() or ""
        )
    last = dict(zip(TALLY_ORDER, [key, code, facet, value], strict=True))
    after, same = Q(), Q()
    for column, text in last.items():
        after |= same & Q(**{f"{column}__gt": text})
        same &= Q(**{column: text})
    return Q(programme__gte=key) & after


@api.get(
    "capaian/", response=answers(CoverageTable), url_name="coverage", tags=["Capaian"],
    summary=_("How many villages events have reached"),
)  # fmt: skip
def coverage(request, query: Query[CoverageQuery]):
    refuse_unknown(request, CoverageQuery.model_fields)
    programmes = Campaign.objects.live().with_election()
    programme = find(programmes, "programme", slug=query.programme) if query.programme else None
    region = find(Region.objects, "region", pk=query.region) if query.region else None
    table = Coverage(region, programme, rows_level=query.level)
    columns, *rows = coverage_rows(table)
    return {
        "programme": query.programme or "",
        "regions_complete": table.ballots and table.ballots.are_complete,
        "items": [dict(zip(columns, row, strict=True)) for row in rows],
    }


@api.get(
    "wilayah/", response=answers(page_of(Place)), url_name="region_list", tags=["Wilayah"],
    summary=_("The official list of regions"),
)  # fmt: skip
def region_list(request, query: Query[PlaceQuery]):
    rows = DATASETS["wilayah"].find()
    if query.region:
        rows = rows.filter(Q(pk=query.region) | Q(pk__startswith=f"{query.region}."))
    rows = rows.filter(parent_id=query.parent) if query.parent else rows
    rows = rows.filter(level=Level(query.level)) if query.level else rows
    rows = rows.filter(kind=query.kind) if query.kind else rows
    return page(request, "wilayah", rows, query, **keyed(query, "pk"))


@api.get(
    "wilayah/{code}/", response=answers(Place), url_name="region_detail", tags=["Wilayah"],
    summary=_("A region"),
)  # fmt: skip
def region_detail(request, code: Annotated[Code, Path(description=_("its code"))]):
    return get_or_404(request, "wilayah", pk=code)


@api.get(
    "kode/", response=answers(page_of(CodeName)), url_name="code_list", tags=["Kode"],
    summary=_("The identifiers with their names"),
)  # fmt: skip
def code_list(request, query: Query[CodeQuery]):
    refuse_unknown(request, CodeQuery.model_fields)
    dataset = DATASETS["kode"]
    rows = [dataset.as_dict(row) for row in dataset.find() if query.list in (None, row[0])]
    return {"count": len(rows), "next": None, "items": rows}


# -- addresses


def readable(view):
    """Answer HEAD as GET without its body, and other methods in JSON."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            headers = {"Allow": "GET, HEAD, OPTIONS"}
            sentence = gettext("This API is read-only.")
            return JsonResponse({"detail": sentence}, status=405, headers=headers)
        method, request.method = request.method, "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = method

    answer.csrf_exempt = True
    return answer


def not_found(request, rest):
    response = JsonResponse({"detail": gettext("There is nothing at this address.")}, status=404)
    patch_cache_control(response, **PUBLIC_CACHE)
    return response


# Everything but ninja's own root, which answers nothing.
urlpatterns = [pattern for pattern in api.urls[0] if pattern.name != "api-root"]
for pattern in urlpatterns:
    pattern.callback = readable(pattern.callback)
# With a slash at the end: one that lacks it is redirected as everywhere.
urlpatterns.append(path("<path:rest>/", readable(not_found), name="unknown"))
