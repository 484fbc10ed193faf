"""Every URL of the staff site × every role, generated: who may enter, and that none fails."""

import pytest

from tests.access import ROLES
from tests.admin_world import URL_NAMES, Side, request, staff_url

pytestmark = pytest.mark.django_db

STAFF = ("reviewer", "far_reviewer", "national_reviewer", "editor", "administrator")
OUTSIDERS = [role for role in ROLES if role not in STAFF]


@pytest.mark.parametrize("name", URL_NAMES)
def test_only_staff_may_enter(name, world, client, sign_in):
    url = staff_url(name, Side(world, "here"))

    for role in OUTSIDERS:
        someone = client if role == "anonymous" else sign_in(getattr(world, role))
        for method in ("get", "post"):
            response, written = request(someone, method, url)
            assert response.status_code in ({302} if role == "anonymous" else {302, 403, 404}), role
            assert not written, role
            if response.status_code == 302:
                assert "login" in response.url, role


@pytest.mark.parametrize("name", URL_NAMES)
def test_no_url_of_the_staff_site_fails(name, world, sign_in):
    url = staff_url(name, Side(world, "here"))

    for role in STAFF:
        for method in ("get", "post"):
            response, _written = request(sign_in(getattr(world, role)), method, url)
            assert response.status_code < 500, f"{method} as {role}"
