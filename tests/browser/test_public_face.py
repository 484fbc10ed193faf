"""What the public opens: a picture in full size, and no word that is not for now."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.browser.test_every_page import picture
from tests.factories import MaterialFactory, MaterialFileFactory

pytestmark = pytest.mark.django_db(transaction=True)
REPAIR = "sedang diperbaiki"


def test_an_infographic_opens_in_full_size_without_javascript(no_js_page, live_server):
    material = MaterialFactory(alt_text="Lima belas hal baru di TPS")
    MaterialFileFactory(material=material, file__data=picture())

    no_js_page.goto(live_server.url + material.get_absolute_url())
    large = no_js_page.get_by_role("link", name="Lima belas hal baru di TPS Buka besar")
    answer = no_js_page.request.get(live_server.url + large.get_attribute("href"))

    # Alone on its page, so that two fingers enlarge it as far as it goes.
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.body())).size == (1080, 1350)


def test_a_page_speaks_of_repairs_only_when_it_is_an_old_copy(page, live_server):
    now = datetime.now(UTC)
    made = now

    def serve(route):
        answer = route.fetch()
        timing = f'made;desc="{made.isoformat()}", now;desc="{now.isoformat()}"'
        route.fulfill(response=answer, headers=answer.headers | {"server-timing": timing})

    page.route(f"{live_server.url}/", serve)
    page.goto(live_server.url)
    assert REPAIR not in page.locator("html").text_content()
    assert page.locator("template[data-stale-page]").count() == 1

    made = now - timedelta(minutes=6)
    page.goto(live_server.url)

    assert REPAIR in page.get_by_role("status").inner_text()
