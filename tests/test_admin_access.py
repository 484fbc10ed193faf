"""Every address of the staff site × every role, generated: who comes in, and that none fails."""

import pytest

from tests.access import ROLES
from tests.admin_world import ADDRESSES, Staged, meet, where

pytestmark = pytest.mark.django_db

STAFF = ("reviewer", "far_reviewer", "national_reviewer", "editor", "administrator")
OUTSIDERS = [role for role in ROLES if role not in STAFF]


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_staff_come_in(name, world, client, sign_in):
    address = where(name, Staged(world, "here"))

    for role in OUTSIDERS:
        someone = client if role == "anonymous" else sign_in(getattr(world, role))
        for method in ("get", "post"):
            response, written = meet(someone, method, address)
            assert response.status_code in ({302} if role == "anonymous" else {302, 403, 404}), role
            assert not written, role
            if response.status_code == 302:
                assert "login" in response.url, role


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_address_of_the_staff_site_fails(name, world, sign_in):
    address = where(name, Staged(world, "here"))

    for role in STAFF:
        for method in ("get", "post"):
            response, _written = meet(sign_in(getattr(world, role)), method, address)
            assert response.status_code < 500, f"{method} as {role}"
