"""Every address of the portal × every role × every method, by the tables in tests/<app>/access.py."""

import re
from importlib import import_module

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from tests.access import ROLES
from tests.conftest import sign_in_client
from tests.world import World

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


@pytest.fixture(scope="module")
def everybody_once(once):
    def build():
        world = World()
        return world, {role: sign_in_client(getattr(world, role)).cookies for role in ROLES[1:]}

    with once(build) as fresh:
        yield fresh


@pytest.fixture
def everybody(everybody_once, db):
    """A world, and {role: a client in its session}."""
    world, cookies = everybody_once()
    clients = {role: Client() for role in ROLES}
    for role in cookies:
        clients[role].cookies = cookies[role]
    return world, clients


@pytest.mark.parametrize("name", sorted(TABLE))
def test_access(name, everybody):
    row = TABLE[name]
    world, clients = everybody
    address = reverse(name, kwargs=row.kwargs(world))

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


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.posts))
def test_an_empty_form_is_no_fault(name, everybody):
    row = TABLE[name]
    world, clients = everybody
    address = reverse(name, kwargs=row.kwargs(world))

    response = clients[row.roles[0]].post(address)

    assert response.status_code in (*row.posted, 400)
