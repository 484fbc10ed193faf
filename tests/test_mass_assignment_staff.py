"""Every form of the staff site × every field it does not show (R24, R25)."""

import pytest

from tests.forged import STAFF_POSTS, staff_form_of
from tests.test_mass_assignment import attack

# Hundreds of posts: once is enough, where the stricter database answers.
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
STAFF_FORMS = [name for name in STAFF_POSTS if name.endswith(("_change", "_add"))]


@pytest.mark.parametrize("name", STAFF_FORMS)
def test_a_form_of_the_staff_site_takes_no_field_that_it_does_not_show(name, sides, sign_in):
    here, _far = sides
    assert here.world.other_group

    _plain, found = attack(staff_form_of(name, here, sign_in))

    assert found == []
