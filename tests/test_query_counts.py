"""Every public page asks the database as often among three of everything as among one."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.elections.models import Pillar
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    MembershipFactory,
)
from tests.test_access import TABLE

pytestmark = pytest.mark.engine

#: PostgreSQL numbers the cursors of what is streamed.
CURSOR = re.compile(r"_django_curs_\w+")
PAGES = sorted(name for name, row in TABLE.items() if row.public and row.gets and row.status == 200)


def add_one_of_each(world):
    """What one more busy KIM of a village brings into all lists."""
    campaign = CampaignFactory()
    group = MembershipFactory(group=GroupFactory(region=world.village)).group
    material = MaterialFactory(
        campaign=campaign, group=group, pillars=("cerdas", "damai"), language="jv"
    )
    MaterialFileFactory(material=material)
    for plan in (True, False):
        event = EventFactory(
            group=group, campaign=campaign, plan=plan, pillars=Pillar.objects.all()
        )
        event.materials.add(material)


def asked(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).getvalue()
    return [CURSOR.sub("", query["sql"].split(" WHERE ")[0]) for query in queries]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_the_same_questions_among_one_and_three(client, world, name):
    address = reverse(name, kwargs=TABLE[name].kwargs(world))
    add_one_of_each(world)
    client.get(address)
    among_one = asked(client, address)
    for _more in range(2):
        add_one_of_each(world)

    assert asked(client, address) == among_one
