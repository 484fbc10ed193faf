"""One rule of jurisdiction over every address of the staff site, generated: what lies in Mataram is
not there for staff of Malang, in lists, searches, hints, choices, counts, files and bare addresses.
"""

import json
from functools import cache

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from kimportal.audit.models import AuditEvent
from tests.admin_world import ADDRESSES, MARKS, arguments, both_sides, meet, where
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

FAR = MARKS["far"]
#: Words and places of the whole country: everybody on the staff reads them.
SHARED = ("campaign", "election", "language", "pillar", "cannedresponse", "region", "setting")
#: For national administrators only, whoever they are about.
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


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_address_names_what_lies_outside(name, sides, regional, sign_in):
    here, _far = sides

    for person in regional:
        for method in ("get", "post"):
            page, _written = meet(sign_in(person), method, where(name, here), note="Alasan.")
            assert FAR not in text_of(page), f"{method} as {person.role}"


def text_of(response):
    if response.streaming:
        return ""  # `meet` has read it; what is in files their own tests say
    return response.content.decode(errors="replace")


OWN = [
    name
    for name in ADDRESSES
    if not any(f"_{table}_" in name for table in SHARED)
    and name not in {"app_list", "export", "export_order", "undo"}
]


@pytest.mark.parametrize("name", OWN)
def test_what_lies_outside_has_no_address(name, sides, regional, sign_in):
    here, far = sides
    if arguments(name, far) == arguments(name, here):
        return

    for person in regional:
        for method in ("get", "post"):
            facts = {"note": "Alasan.", "version": "2"}
            page, written = meet(sign_in(person), method, where(name, far), **facts)
            assert page.status_code in {302, 403, 404, 405}, f"{method} as {person.role}"
            assert page.status_code != 302 or page.url in {"/admin/", "/admin/tables/"}
            assert not written
            assert FAR not in text_of(page)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", ["", "_approve", "_send_back", "_reject", "_withdraw", "_restore"])
def test_no_verb_reaches_over_the_border(kind, verb, sides, regional, sign_in):
    item = getattr(sides[1], kind)
    address = reverse(f"admin:review{verb}", args=[kind, item.pk])

    for person in regional:
        for method in ("get", "post"):
            facts = {"note": "Alasan.", "version": item.version}
            response, written = meet(sign_in(person), method, address, **facts)
            assert response.status_code == (404 if bool(verb) == (method == "post") else 405)
            assert not written


@pytest.mark.parametrize("kind", KINDS)
def test_inside_the_jurisdiction_the_same_is_open(kind, sides, world, sign_in):
    item = getattr(sides[0], kind)
    client = sign_in(world.reviewer)

    page, _written = meet(client, "get", reverse("admin:review", args=[kind, item.pk]))
    done, _written = meet(
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

    preview, _written = meet(client, "get", reverse("admin:bulk"), item=tokens)
    client.post(reverse(f"admin:{verb}"), {"item": tokens, "note": "Alasan."})

    assert FAR not in preview.content.decode()
    on_transition = AuditEvent.objects.filter(by=world.reviewer).exclude(after="")
    assert {one.region_code for one in on_transition} == {world.village.pk}
    assert on_transition.count() == len(KINDS)


@pytest.mark.parametrize("name", SHARED)
def test_what_the_whole_country_reads_is_written_by_national_staff(
    name, sides, world, regional, sign_in
):
    model = registered(name)
    item = model.objects.first()
    made = f"admin:{model._meta.app_label}_{name}"
    doors = [reverse(f"{made}_add")]
    doors += [reverse(f"{made}_{way}", args=[item.pk]) for way in ("change", "delete")]

    for person in regional:
        for door in doors:
            page, written = meet(sign_in(person), "post", door, post="yes")
            assert (page.status_code, written) == (403, []), f"{door} as {person.role}"

    opened, _written = meet(sign_in(world.administrator), "get", doors[0])
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
    address = reverse(table_of(registered(name)))

    for person in regional:
        for query in QUERIES:
            page, _written = meet(sign_in(person), "get", address, **query)
            assert page.status_code == 403 or name not in NATIONAL
            assert FAR not in text_of(page), f"{query} as {person.role}"
        page, _written = meet(sign_in(person), "get", address, q=FAR)
        if page.status_code == 200 and page.context["cl"].search_fields:
            assert page.context["cl"].result_count == 0
            assert page.context["cl"].full_result_count in {0, None}


@pytest.mark.parametrize("name", TABLES)
def test_no_filter_tells_what_no_page_shows(name, sides, world, sign_in):
    """`?password__startswith=a` would spell out a secret, letter by letter."""
    model = registered(name)
    window = admin.site._registry[model]
    offered = {one for one in window.list_filter if isinstance(one, str)} | set(window.lookups)
    client = sign_in(world.administrator)

    for field in model._meta.get_fields():
        if field.name not in offered:
            for lookup in ("startswith", "gt", "isnull"):
                asked = {f"{field.name}__{lookup}": "1"}
                page, _written = meet(client, "get", reverse(table_of(model)), **asked)
                assert page.status_code == 400, asked


@pytest.mark.parametrize("name", TABLES)
def test_no_other_key_leads_to_a_row(name, sides, world, sign_in):
    model = registered(name)
    client = sign_in(world.administrator)

    for field in model._meta.concrete_fields:
        if not field.primary_key and not field.is_relation:
            asked = {"_to_field": field.name}
            page, _written = meet(client, "get", reverse(table_of(model)), **asked)
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
    address = reverse("admin:autocomplete")

    for person in regional:
        for term in ("", "KIM", FAR, "Warga", "Surat"):
            asked = {"app_label": app, "model_name": model, "field_name": field, "term": term}
            answer, _written = meet(sign_in(person), "get", address, **asked)
            assert answer.status_code in {200, 403, 404}
            if answer.status_code == 200:  # a refusal repeats what was asked for
                assert FAR not in json.dumps(answer.json())


def test_autocomplete_offers_what_lies_inside(sides, world, sign_in):
    asked = {"app_label": "campaigns", "model_name": "outreachevent", "field_name": "group"}

    answer, _written = meet(
        sign_in(world.reviewer), "get", reverse("admin:autocomplete"), **asked, term="KIM"
    )

    names = {one["text"] for one in answer.json()["results"]}
    assert names == {f"KIM {MARKS['here']}", f"KIM rumah {MARKS['here']}"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_detour_leads_to_what_lies_outside(kind, sides, world, sign_in):
    item = getattr(sides[1], kind)
    content_type = ContentType.objects.get_for_model(item)

    page, _written = meet(sign_in(world.reviewer), "get", f"/admin/r/{content_type.pk}/{item.pk}/")

    assert page.status_code == 404


@pytest.mark.parametrize("name", TABLES)
def test_no_list_takes_an_action_on_rows_that_were_slipped_in(name, sides, world, sign_in):
    model = registered(name)
    rows = list(model._base_manager.values_list("pk", flat=True)[:5])
    slipped = {"action": "delete_selected", "_selected_action": rows, "post": "yes"}
    before = model._base_manager.count()

    for person in (world.reviewer, world.administrator):
        _page, written = meet(sign_in(person), "post", reverse(table_of(model)), **slipped)
        assert not written

    assert model._base_manager.count() == before
