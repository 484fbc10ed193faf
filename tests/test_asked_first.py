"""What staff cannot bring back is asked about first: one tap opens the question, the next one acts."""

import re

import pytest

from tests.admin_world import Side, staff_url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "page", "action"),
    [
        ("administrator", "index", "view_remove"),
        ("administrator", "exports", "export_delete"),
        ("reviewer", "register_report", "register_drop"),
    ],
)
def test_removing_takes_two_taps(who, page, action, world, sign_in):
    staged = Side(world, "here")

    shown = sign_in(getattr(world, who)).get(staff_url(page, staged)).content.decode()

    form = f'action="{re.escape(staff_url(action, staged))}"'
    folded = rf'<details class="confirm">(?:(?!</details>).)*{form}'
    assert len(re.findall(form, shown)) == len(re.findall(folded, shown, re.DOTALL)) == 1
