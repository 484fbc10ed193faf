"""Which addresses answer with a sheet: those whose sheets tests/test_sheets.py reads, and no other."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from tests.admin_world import URL_NAMES, staff_url
from tests.test_access import TABLE

pytestmark = pytest.mark.django_db

KINDS = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
#: The addresses that answer with a sheet.
SHEETS = {"admin:export", "admin:export_file", "admin:register_errors", "data_csv", "data_xlsx"}
SHEETS |= {"coverage_csv", "coverage_region_csv"}


def gives_a_sheet(client, address):
    """Whether a GET or a POST of it answers with one; nothing of what they write stays."""
    client.raise_request_exception = False
    kinds = set()
    for method in (client.get, client.post):
        cache.clear()
        with transaction.atomic():
            kinds.add(method(address).get("Content-Type", "").partition(";")[0])
            transaction.set_rollback(True)
    return bool(kinds & KINDS)


@pytest.mark.parametrize("name", [*TABLE, *(f"admin:{name}" for name in URL_NAMES)])
def test_nobody_gives_a_sheet_but_these(name, sides, sign_in):
    here, _far = sides
    world = here.world
    client = sign_in(world.reviewer if "register" in name else world.administrator)
    if name in TABLE:
        address = reverse(name, kwargs=TABLE[name].kwargs(world))
    else:
        address = staff_url(name.removeprefix("admin:"), here)

    assert gives_a_sheet(client, address) == (name in SHEETS)
