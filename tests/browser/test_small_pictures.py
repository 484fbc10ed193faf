"""Scans and logos are made small on the phone before they travel; a phone offers its camera."""

import pytest
from playwright.sync_api import expect

from kimportal.moderation.states import State
from tests.browser.test_event_bad_line import grain
from tests.factories import GroupFactory, MembershipFactory
from tests.kimportal.uploads.make_files import saved

pytestmark = pytest.mark.django_db(transaction=True)

CHOSEN = """async name => {
  const [file] = document.querySelector(`[name=${name}]`).files;
  const picture = await createImageBitmap(file).catch(() => null);
  return [file.name, file.type, picture && Math.max(picture.width, picture.height), file.size];
}"""


@pytest.fixture
def group(world):
    group = GroupFactory(region=world.village, state=State.DRAFT)
    MembershipFactory(group=group, person=world.officer, role="chair")
    return group


@pytest.fixture
def big(tmp_path):
    path = tmp_path / "scan.jpg"
    path.write_bytes(saved(grain(1).resize((3000, 2200)), "JPEG", quality=90))
    return path


@pytest.mark.parametrize(
    ("step", "field", "side"), [("sk", "decree_file", 2400), ("profil", "logo", 1080)]
)
def test_a_picture_is_made_small_on_the_phone(
    page, sign_in_browser, world, group, big, live_server, step, field, side
):
    sign_in_browser(page, world.officer)
    page.goto(f"{live_server.url}/anggota/kim/{group.slug}/{step}/")

    page.set_input_files(f"[name={field}]", big)
    page.wait_for_function(
        "name => document.querySelector(`[name=${name}]`).files[0].size < 2e6", arg=field
    )

    name, kind, longest, size = page.evaluate(CHOSEN, field)
    assert (name, kind, longest) == ("scan.jpg", "image/jpeg", side)
    assert size < big.stat().st_size


def test_a_pdf_stays_as_it_is(page, sign_in_browser, world, group, tmp_path, live_server):
    path = tmp_path / "sk.pdf"
    path.write_bytes(b"%PDF-1.7 " + bytes(500_000))
    sign_in_browser(page, world.officer)
    page.goto(f"{live_server.url}/anggota/kim/{group.slug}/sk/")

    page.set_input_files("[name=decree_file]", path)
    page.wait_for_function("() => !document.querySelector('[aria-busy]')")

    assert page.evaluate(CHOSEN, "decree_file") == ["sk.pdf", "application/pdf", None, 500_009]


@pytest.mark.parametrize("has_touch", [True, False])
def test_a_phone_offers_its_camera_and_a_desk_does_not(
    open_page, sign_in_browser, world, group, big, live_server, has_touch
):
    page = open_page(has_touch=has_touch, is_mobile=has_touch)
    sign_in_browser(page, world.officer)
    page.goto(f"{live_server.url}/anggota/kim/{group.slug}/sk/")
    camera = page.get_by_role("button", name="Ambil foto")

    expect(camera).to_have_count(int(has_touch))
    if has_touch:
        with page.expect_file_chooser() as opened:
            camera.click()
        assert opened.value.element.get_attribute("capture") == "environment"
        opened.value.set_files(big)
        page.wait_for_function("() => document.querySelector('[name=decree_file]').files.length")
        assert page.evaluate(CHOSEN, "decree_file")[0] == "scan.jpg"
