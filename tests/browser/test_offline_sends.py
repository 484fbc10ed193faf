"""Sixty sends over a dying road, with browsers killed and sessions ended: none lost, none twice."""

import random
from collections import Counter

import pytest
from django.conf import settings

from campaigns.events.models.event import OutreachEvent
from tests.browser.conftest import CHROMIUM
from tests.offline_sends import Phone, run
from tests.road import Road

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 60


def test_sixty_sends_with_kills_are_there_once_each(
    chromium, live_server, sign_in, world, tmp_path
):
    road = Road(live_server.url, random.Random(7))
    session = sign_in(world.member).cookies[settings.SESSION_COOKIE_NAME]
    cookie = {"name": session.key, "value": session.value}
    playwright = Playwright(chromium)
    phone = Phone(playwright, tmp_path / "profile", road.url, cookie, CHROMIUM)

    result = run(phone, road, COUNT, random.Random(7), kill_every=10)

    road.close()
    stored = Counter(OutreachEvent.objects.values_list("title", flat=True))
    assert [title for title in result.told if title not in stored] == []
    assert [title for title, times in stored.items() if times > 1] == []
    assert (len(result.told), result.kills) == (COUNT, COUNT // 10)
    assert road.lost["answers"] > 5


class Playwright:
    """The one that runs already: there may be only one in a thread."""

    def __init__(self, browser):
        self.chromium = browser.browser_type
