"""Every URL of the staff site × every role, generated: who may enter, and that none fails."""

import pytest
from django.core.cache import cache

from tests.access import ROLES
from tests.admin_world import STAFF, URL_NAMES, Side, request, staff_url

pytestmark = pytest.mark.django_db

OUTSIDERS = [role for role in ROLES if role not in STAFF]


@pytest.mark.parametrize("name", URL_NAMES)
def test_only_staff_may_enter(name, sides, client, sign_in):
    here, _far = sides
    world, url = here.world, staff_url(name, here)

    for role in OUTSIDERS:
        someone = client if role == "anonymous" else sign_in(getattr(world, role))
        for method in ("get", "post"):
            response, written = request(someone, method, url)
            assert response.status_code in ({302} if role == "anonymous" else {302, 403, 404}), role
            assert not written, role
            if response.status_code == 302:
                assert "login" in response.url, role


@pytest.mark.parametrize("name", URL_NAMES)
def test_no_url_of_the_staff_site_fails(name, sides, sign_in):
    here, _far = sides
    url = staff_url(name, here)

    for role in STAFF:
        client = sign_in(getattr(here.world, role))
        for method in ("get", "post"):
            response, _written = request(client, method, url)
            assert response.status_code < 500, f"{method} as {role}"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", STAFF)
def test_no_post_fails_outside_a_transaction_of_the_tests(role, world, sign_in):
    """`request` opens a transaction around each request, which hides a lock taken outside one."""
    person, failed = getattr(world, role), []
    staged = Side(world, "here")
    client = sign_in(person)
    client.raise_request_exception = False

    for name in URL_NAMES:
        cache.clear()
        status = client.post(staff_url(name, staged)).status_code
        if status >= 500:
            failed.append((name, status))

    assert failed == []
