"""Every address of the portal × every role × every method, by the tables in tests/<app>/access.py."""

import re
from importlib import import_module

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from tests.access import ROLES

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) (?!"django_session")', re.IGNORECASE)


def names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        else:
            yield f"{prefix}{pattern.name or pattern.pattern}"


def not_ours(name):
    """The staff site has its own generated test; allauth's addresses have allauth's."""
    return name.startswith("admin:") or name in set(names(get_resolver("allauth.urls")))


def table():
    rows = {}
    for app in ("kimportal", "groups", "campaigns"):
        found = import_module(f"tests.{app}.access").ACCESS
        assert not rows.keys() & found.keys(), f"tests/{app}/access.py repeats a row"
        rows |= found
    return rows


TABLE = table()


def test_every_address_has_a_row_and_every_row_an_address():
    addresses = {name for name in names(get_resolver()) if not not_ours(name)}

    assert sorted(addresses - TABLE.keys()) == [], "addresses without a row"
    assert sorted(TABLE.keys() - addresses) == [], "rows without an address"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_access(name, world, client, sign_in):
    row = TABLE[name]
    address = reverse(name, kwargs=row.kwargs(world))
    clients = {role: sign_in(getattr(world, role)) for role in ROLES[1:]} | {"anonymous": client}

    surprises = [
        f"{method} as {role}: {surprise}"
        for role in ROLES
        for method in METHODS
        for surprise in surprises_of(row, role, method, clients[role], address, world)
    ]

    assert not surprises, "\n".join(surprises)


def surprises_of(row, role, method, client, address, world):
    """What this one request did that the row does not say; what it wrote is undone."""
    cache.clear()
    client.raise_request_exception = False
    data = row.data(world) if method == "POST" else row.query(world)
    send = getattr(client, method.lower())
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        response = send(address, data) if method in ("GET", "POST") else send(address)
        transaction.set_rollback(True)
    expected = row.expected(role, method)
    if response.status_code not in expected:
        yield f"{response.status_code} {response.exc_info or ''}, expected {expected}"
    if not row.may_write(role, method):
        yield from (q["sql"][:120] for q in queries if WRITE.match(q["sql"]))
    if row.public and (response.cookies or "Cookie" in response.get("Vary", "")):
        yield "touches the session or sets a cookie, so no cache may keep it"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.posts))
def test_an_empty_form_is_no_fault(name, world, sign_in, client):
    row = TABLE[name]
    address = reverse(name, kwargs=row.kwargs(world))
    role = row.roles[0]
    client = client if role == "anonymous" else sign_in(getattr(world, role))

    response = client.post(address)

    assert response.status_code in row.posted + (400,)
