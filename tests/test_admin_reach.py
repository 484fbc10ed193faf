"""Jurisdiction over every URL of the staff site, generated: staff of Malang see nothing of Mataram
in lists, searches, hints, choices, counts, files and guessed URLs.
"""

import json
from functools import cache

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from kimportal.audit.models import AuditEvent
from tests.admin_world import MARKS, URL_NAMES, both_sides, request, staff_url, url_arguments
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

FAR = MARKS["far"]
#: Tables of the whole country, which all staff read.
SHARED = (
    "campaign",
    "election",
    "electionfact",
    "language",
    "pillar",
    "cannedresponse",
    "region",
    "setting",
)
#: Tables for national administrators only.
NATIONAL = ("outgoingemail", "person", "staffinvitation")
KINDS = ("group", "outreachevent", "material", "changerequest")
TABLES = sorted(model._meta.model_name for model in admin.site._registry)


@pytest.fixture(scope="module")
def staged_once(once):
    def build():
        sides = both_sides()
        return sides, staff_of_malang(sides[0].world)

    with once(build) as fresh:
        yield fresh


@pytest.fixture
def staged(staged_once, db):
    return staged_once()


@pytest.fixture
def sides(staged):
    return staged[0]


@pytest.fixture
def regional(staged):
    """Staff of Kota Malang in each role."""
    return staged[1]


@pytest.fixture
def world(sides):
    return sides[0].world


@pytest.fixture
def sign_in(sign_in):
    """One session for each person."""
    return cache(sign_in)


def staff_of_malang(world):
    codes = [world.regency.code]
    others = [StaffFactory(role=role, within=codes) for role in ("editor", "administrator")]
    return [world.reviewer, *others]


def table_of(model):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"


def registered(name):
    return next(m for m in admin.site._registry if m._meta.model_name == name)


@pytest.mark.parametrize("name", URL_NAMES)
def test_no_url_names_what_lies_outside(name, sides, regional, sign_in):
    here, _far = sides

    for person in regional:
        for method in ("get", "post"):
            page, _written = request(sign_in(person), method, staff_url(name, here), note="Alasan.")
            assert FAR not in text_of(page), f"{method} as {person.role}"


def text_of(response):
    if response.streaming:
        return ""  # `request` has read it; tests of exports look into files
    return response.content.decode(errors="replace")


OWN = [
    name
    for name in URL_NAMES
    if not any(f"_{table}_" in name for table in SHARED)
    and name not in {"app_list", "export", "export_request", "undo"}
]


@pytest.mark.parametrize("name", OWN)
def test_what_lies_outside_has_no_url(name, sides, regional, sign_in):
    here, far = sides
    if url_arguments(name, far) == url_arguments(name, here):
        return

    for person in regional:
        for method in ("get", "post"):
            data = {"note": "Alasan.", "version": "2"}
            page, written = request(sign_in(person), method, staff_url(name, far), **data)
            assert page.status_code in {302, 403, 404, 405}, f"{method} as {person.role}"
            assert page.status_code != 302 or page.url in {"/admin/", "/admin/tables/"}
            assert not written
            assert FAR not in text_of(page)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", ["", "_approve", "_send_back", "_reject", "_withdraw", "_restore"])
def test_no_verb_reaches_across_the_border(kind, verb, sides, regional, sign_in):
    item = getattr(sides[1], kind)
    url = reverse(f"admin:review{verb}", args=[kind, item.pk])

    for person in regional:
        for method in ("get", "post"):
            data = {"note": "Alasan.", "version": item.version}
            response, written = request(sign_in(person), method, url, **data)
            assert response.status_code == (404 if bool(verb) == (method == "post") else 405)
            assert not written


@pytest.mark.parametrize("kind", KINDS)
def test_inside_the_jurisdiction_the_same_is_open(kind, sides, world, sign_in):
    item = getattr(sides[0], kind)
    client = sign_in(world.reviewer)

    page, _written = request(client, "get", reverse("admin:review", args=[kind, item.pk]))
    done, _written = request(
        client,
        "post",
        reverse("admin:review_approve", args=[kind, item.pk]),
        version=item.version,
    )

    assert page.status_code == 200
    assert FAR not in page.content.decode()
    assert done.status_code == 302
    assert "urung=" in done.url


@pytest.mark.parametrize("verb", ["bulk_approve", "bulk_send_back", "bulk_reject"])
def test_nothing_outside_is_decided_together_with_what_is_inside(verb, sides, world, sign_in):
    tokens = [
        f"{kind}:{getattr(side, kind).pk}:{getattr(side, kind).version}"
        for side in sides
        for kind in KINDS
    ]
    client = sign_in(world.reviewer)

    preview, _written = request(client, "get", reverse("admin:bulk"), item=tokens)
    client.post(reverse(f"admin:{verb}"), {"item": tokens, "note": "Alasan."})

    assert FAR not in preview.content.decode()
    transitions = AuditEvent.objects.filter(by=world.reviewer).exclude(after="")
    assert {event.region_code for event in transitions} == {world.village.pk}
    assert transitions.count() == len(KINDS)


@pytest.mark.parametrize("name", SHARED)
def test_what_the_whole_country_reads_is_written_by_national_staff(
    name, sides, world, regional, sign_in
):
    model = registered(name)
    item = model.objects.first()
    prefix = f"admin:{model._meta.app_label}_{name}"
    urls = [reverse(f"{prefix}_add")]
    urls += [reverse(f"{prefix}_{verb}", args=[item.pk]) for verb in ("change", "delete")]

    for person in regional:
        for url in urls:
            page, written = request(sign_in(person), "post", url, post="yes")
            assert (page.status_code, written) == (403, []), f"{url} as {person.role}"

    opened, _written = request(sign_in(world.administrator), "get", urls[0])
    assert opened.status_code == (403 if name == "region" else 200)


QUERIES = [
    {},
    {"q": "KIM"},
    {"q": "Rembug"},
    {"o": "-1"},
    {"p": "2"},
    {"all": ""},
    {"_popup": "1"},
    {"_facets": "True"},
    {"e": "1"},
]


@pytest.mark.parametrize("name", TABLES)
def test_no_list_shows_or_counts_what_lies_outside(name, sides, regional, sign_in):
    url = reverse(table_of(registered(name)))

    for person in regional:
        for query in QUERIES:
            page, _written = request(sign_in(person), "get", url, **query)
            assert page.status_code == 403 or name not in NATIONAL
            assert FAR not in text_of(page), f"{query} as {person.role}"
        page, _written = request(sign_in(person), "get", url, q=FAR)
        if page.status_code == 200 and page.context["cl"].search_fields:
            assert page.context["cl"].result_count == 0
            assert page.context["cl"].full_result_count in {0, None}


@pytest.mark.parametrize("name", TABLES)
def test_no_filter_reveals_what_no_page_shows(name, sides, world, sign_in):
    """`?password__startswith=a` would spell out a secret, letter by letter."""
    model = registered(name)
    model_admin = admin.site._registry[model]
    filters = {each for each in model_admin.list_filter if isinstance(each, str)}
    offered = filters | set(model_admin.lookups)
    client = sign_in(world.administrator)

    for field in model._meta.get_fields():
        if field.name not in offered:
            for lookup in ("startswith", "gt", "isnull"):
                query = {f"{field.name}__{lookup}": "1"}
                page, _written = request(client, "get", reverse(table_of(model)), **query)
                assert page.status_code == 400, query


@pytest.mark.parametrize("name", TABLES)
def test_no_other_key_leads_to_a_row(name, sides, world, sign_in):
    model = registered(name)
    client = sign_in(world.administrator)

    for field in model._meta.concrete_fields:
        if not field.primary_key and not field.is_relation:
            query = {"_to_field": field.name}
            page, _written = request(client, "get", reverse(table_of(model)), **query)
            assert page.status_code == 400 or field.unique, field.name


RELATIONS = sorted(
    (model._meta.app_label, model._meta.model_name, field.name)
    for app in ("kimportal", "groups", "campaigns")
    for model in apps.get_app_config(app).get_models()
    for field in model._meta.get_fields()
    if field.is_relation and field.concrete and field.related_model in admin.site._registry
)


@pytest.mark.parametrize("relation", RELATIONS, ids=".".join)
def test_autocomplete_offers_nothing_from_outside(relation, sides, regional, sign_in):
    app, model, field = relation
    url = reverse("admin:autocomplete")

    for person in regional:
        for term in ("", "KIM", FAR, "Warga", "Surat"):
            query = {"app_label": app, "model_name": model, "field_name": field, "term": term}
            answer, _written = request(sign_in(person), "get", url, **query)
            assert answer.status_code in {200, 403, 404}
            if answer.status_code == 200:  # an error page repeats the query
                assert FAR not in json.dumps(answer.json())


def test_autocomplete_offers_what_lies_inside(sides, world, sign_in):
    query = {"app_label": "campaigns", "model_name": "outreachevent", "field_name": "group"}

    answer, _written = request(
        sign_in(world.reviewer), "get", reverse("admin:autocomplete"), **query, term="KIM"
    )

    names = {result["text"] for result in answer.json()["results"]}
    assert names == {f"KIM {MARKS['here']}", f"KIM rumah {MARKS['here']}"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_redirect_leads_to_what_lies_outside(kind, sides, world, sign_in):
    item = getattr(sides[1], kind)
    content_type = ContentType.objects.get_for_model(item)

    page, _written = request(
        sign_in(world.reviewer), "get", f"/admin/r/{content_type.pk}/{item.pk}/"
    )

    assert page.status_code == 404


@pytest.mark.parametrize("name", TABLES)
def test_no_list_accepts_a_forged_bulk_action(name, sides, world, sign_in):
    model = registered(name)
    rows = list(model._base_manager.values_list("pk", flat=True)[:5])
    data = {"action": "delete_selected", "_selected_action": rows, "post": "yes"}
    before = model._base_manager.count()

    for person in (world.reviewer, world.administrator):
        _page, written = request(sign_in(person), "post", reverse(table_of(model)), **data)
        assert not written

    assert model._base_manager.count() == before
