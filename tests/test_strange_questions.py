"""Signed-in pages and the staff site against every query that no link of ours has (R36)."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.admin_world import URL_NAMES, staff_url
from tests.bad_input import QUERIES, TEXTS
from tests.test_access import TABLE
from tests.test_attacks import strange_queries

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MEMBERS = sorted(name for name, row in TABLE.items() if row.gets and not row.public)
TABLES = [name for name in URL_NAMES if name.endswith("_changelist")]
#: What Django's lists understand, and what a prankster makes of it.
LOOKUPS = [
    *(f"o={value}" for value in ("-1", "1.2.3", "999", "password", "1" * 400)),
    *(f"p={value}" for value in ("-1", "0", "1000000000", "1" * 400, "x")),
    *("all=", "e=1", "_popup=1", "_to_field=password", "_to_field=id", "q=" + "a+" * 3000),
    *(
        "id__in=" + ",".join("1" * 400),
        "pk__exact=x",
        "password__startswith=a",
        "by__password__startswith=a",
    ),
    *(
        "id__isnull=x",
        "id__regex=(a%2B)%2B$",
        "state__exact=%00",
        "at__year=99999999999",
        "group__members=1",
    ),
    *(
        "submitted_by__email__contains=a",
        "__proto__=1",
        "id__gte=1e309",
        "name__in[]=a",
        "session_mark__startswith=a",
    ),
]


def faults(client, address, queries):
    client.raise_request_exception = False
    return [
        (answer.status_code, query[:80])
        for query in queries
        if (answer := client.get(f"{address}?{query}")).status_code >= 500
    ]


@pytest.mark.parametrize("name", MEMBERS)
def test_no_query_is_too_strange_for_a_signed_in_page(name, world, sign_in):
    row = TABLE[name]
    role = next(role for role in row.roles if role != "anonymous")
    client = sign_in(getattr(world, role))

    assert faults(client, reverse(name, kwargs=row.kwargs(world)), strange_queries()) == []


@pytest.mark.parametrize("name", ["index", "bulk", "statistics", "exports", *TABLES])
def test_no_query_is_too_strange_for_the_staff_site(name, sides, sign_in):
    here, _far = sides
    client, address = sign_in(here.world.administrator), staff_url(name, here)
    cache.clear()

    assert faults(client, address, [*LOOKUPS, *strange_queries()]) == []


@pytest.mark.parametrize("name", TABLES)
def test_no_list_answers_questions_about_secrets(name, sides, sign_in):
    """A filter on a column that is not offered would tell a password's hash letter by letter."""
    here, _far = sides
    client, address = sign_in(here.world.administrator), staff_url(name, here)

    for column in (
        "password",
        "by__password",
        "submitted_by__password",
        "token_digest",
        "session_nonce",
    ):
        answer = client.get(address, {f"{column}__startswith": "a"})
        assert answer.status_code in {302, 400, 403, 404}
        assert "e=1" in answer.get("Location", "e=1")


@pytest.mark.parametrize("value", [*TEXTS, *QUERIES])
def test_no_key_in_an_address_is_a_fault(value, world, sign_in):
    client = sign_in(world.administrator)
    client.raise_request_exception = False
    told = (
        "".join(c for c in value if c not in "/?#\r\n")[:200].encode("utf-8", "replace").decode()
        or "x"
    )
    paths = ["/kim/{}/", "/materi/{}/", "/kegiatan/{}/", "/wilayah/{}/", "/v/{}/", "/program/{}/"]
    paths += ["/anggota/kim/{}/", "/anggota/kegiatan/{}/", "/admin/review/group/{}/"]
    paths += ["/admin/review/{}/1/", "/admin/kimportal/person/{}/change/", "/data/{}.csv"]

    answers = {path: client.get(path.format(told)).status_code for path in paths}

    assert {path: status for path, status in answers.items() if status >= 500} == {}
