"""Every page opens, on either database; what else it must do stands in the page's own tests."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.admin_world import URL_NAMES, staff_url
from tests.test_access import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.gets))
def test_every_page_opens(name, world, client, sign_in):
    row, role = TABLE[name], TABLE[name].roles[0]
    reader = client if role == "anonymous" else sign_in(getattr(world, role))
    address = reverse(name, kwargs=row.kwargs(world))
    cache.clear()

    answer = reader.get(address, row.query(world))

    assert answer.status_code == row.status


@pytest.mark.parametrize("name", [name for name in URL_NAMES if name.endswith("_changelist")])
def test_every_table_of_the_staff_site_is_listed_searched_and_sorted(name, sides, sign_in):
    here, _far = sides
    client, address = sign_in(here.world.administrator), staff_url(name, here)

    answers = [client.get(address, query) for query in ({}, {"q": "KIM"}, {"o": "-1"})]

    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("name", ["index", "tables", "statistics", "exports", "bulk", "review"])
def test_every_page_of_the_staff_site_opens(name, sides, sign_in):
    here, _far = sides

    answer = sign_in(here.world.national_reviewer).get(staff_url(name, here))

    assert answer.status_code == 200
