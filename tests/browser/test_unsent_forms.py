"""No word is lost: every form of members through everything that happens to a phone (R53).

Each form is filled in whole, meets a failure, and is opened again; then all that a person sees in
its fields is compared, field by field.
"""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from kimportal.drafts.kinds import registered_forms
from kimportal.drafts.models import FormDraft
from tests.kimportal.drafts.every_form import FORMS, NOTHING_KEPT
from tests.kimportal.uploads.make_files import jpeg

pytestmark = pytest.mark.django_db(transaction=True)

#: The phone keeps and sends these by itself: tests/browser/test_offline.py.
QUEUED = {"quick"}
#: Fill in every field of the form with words that hold the mark; a browser would accept all of it.
FILL = """mark => {
  const form = document.querySelector("form[data-draft]");
  const answers = { email: `${mark}@example.org`, url: `https://example.org/${mark}`, tel: "0812 3456 7890",
    number: "7", date: "2020-03-02", "datetime-local": "2020-03-02T10:15" };
  for (const field of form.elements) {
    const { type, name } = field;
    if (!name || field.disabled || /^region|^mode$/.test(name)) continue;
    if (["hidden", "file", "submit", "button", "fieldset"].includes(type)) continue;
    if (type === "checkbox") field.checked = !field.defaultChecked;
    else if (type === "radio") field.checked = true;
    else if (type === "select-one") field.selectedIndex = field.options.length - 1;
    else field.value = name === "attendance" ? "37"
      : (answers[type] || `${mark} ${name}`).slice(0, field.maxLength > 0 ? field.maxLength : 500);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
#: What a person sees in the form, as [[field, value]].
READ = """() => [...document.querySelector("form[data-draft]").elements]
  .filter(field => field.name && !field.disabled && field.name !== "neutrality")
  .filter(field => !["hidden", "file", "submit", "button", "fieldset"].includes(field.type))
  .map(field => [`${field.name} ${field.type === "radio" ? field.value : ""}`.trim(),
    ["checkbox", "radio"].includes(field.type) ? field.checked : field.value])"""
FILES = """() => [...document.querySelectorAll("input[type=file]")]
  .flatMap(field => [...field.files].map(file => [field.name, file.name]))"""
STALE_TOKENS = """() => document.querySelectorAll("[name=csrfmiddlewaretoken]")
  .forEach(field => { field.value = "a".repeat(64); })"""
FORGET = """() => { localStorage.clear(); indexedDB.deleteDatabase("drafts"); }"""


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "foto.jpg"
    path.write_bytes(jpeg(width=64, height=48))
    return str(path)


class Walk:
    """A form of a person on a phone, to be opened, filled in and lost in many ways."""

    def __init__(self, page, url, sign_in_browser, person):
        self.context, self.url, self.person = page.context, url, person
        self.sign_in_browser = sign_in_browser
        self.pages = [page]
        self.open()

    def open(self, url=None):
        page = self.pages[-1]
        page.goto(url or self.url)
        page.wait_for_load_state()
        return page

    @property
    def page(self):
        return self.pages[-1]

    def sign_in(self, person=None):
        self.sign_in_browser(self.page, person or self.person)

    def again(self):
        """Kill the tab, and open the form in another: also by what the page offers as unsent."""
        self.context.set_offline(False)
        self.context.unroute_all()
        killed = self.pages.pop()
        self.pages.append(self.context.new_page())
        killed.close()
        page = self.open()
        if offered := page.query_selector("[data-unsent] a"):
            offered.click()
            page.wait_for_load_state()
        return page

    def fill(self, mark, photo=""):
        self.page.evaluate(FILL, mark)
        field = self.page.query_selector("input[type=file]:not([data-not-kept])")
        if photo and field:
            field.set_input_files(photo)
            self.page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
        return self.read()

    def read(self):
        return self.page.evaluate(READ)

    def send(self):
        self.page.locator(
            "form[data-draft] button:not([type=button]):not([formaction])"
        ).last.click()

    def clean(self):
        """As on the first day, on the phone and on the server."""
        self.page.evaluate(FORGET)
        FormDraft.objects.all().delete()
        self.open()


@pytest.fixture
def walk(open_page, sign_in_browser, world, live_server):
    def begun(kind, **options):
        world.group.memberships.filter(person__in=[world.officer, world.member])
        page = open_page(**options)
        page.set_default_timeout(5000)
        sign_in_browser(page, world.officer)
        return Walk(page, live_server.url + FORMS[kind](world), sign_in_browser, world.officer)

    return begun


def test_every_form_that_is_kept_is_walked():
    assert {kind.kind for kind in registered_forms()} == set(FORMS) | QUEUED


@pytest.mark.parametrize("kind", FORMS)
def test_nothing_typed_is_lost_on_a_phone(kind, walk, photo, world):
    form = walk(kind)
    empty = form.read()

    def back(typed):
        return form.read() == (empty if kind in NOTHING_KEPT else typed)

    # Offline while typing; then the tab is killed.
    form.context.set_offline(True)
    typed = form.fill("luring", photo)
    files = form.page.evaluate(FILES)
    expect(form.page.locator("[data-state=phone]")).to_be_visible()
    form.again()
    assert back(typed)
    form.page.wait_for_timeout(50)
    expected = [name for name in files if kind not in NOTHING_KEPT]
    assert form.page.evaluate(FILES) == expected

    # Offline at submit: our page stays, and says so.
    form.clean()
    typed = form.fill("kirim")
    form.context.set_offline(True)
    form.send()
    expect(form.page.locator("[data-state=offline]")).to_be_visible()
    assert form.read() == typed
    form.again()
    assert back(typed)

    # A line that looks alive: the connection is reset.
    form.clean()
    typed = form.fill("putus")
    form.context.route(
        "**/*",
        lambda route: (
            route.abort("connectionreset") if route.request.method == "POST" else route.continue_()
        ),
    )
    form.send()
    expect(form.page.locator("[data-state=offline]")).to_be_visible()
    assert form.read() == typed
    form.again()
    assert back(typed)

    # The session has ended: the sign-in says that the words are safe; they are back in the form.
    form.clean()
    typed = form.fill("sesi")
    form.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    form.send()
    form.page.wait_for_url("**/akun/login/**")
    expect(form.page.locator("main")).to_contain_text("Yang Anda ketik aman")
    form.sign_in()
    form.again()
    assert back(typed)

    # Another person on the same phone sees nothing of it; whoever typed it still does.
    form.clean()
    form.context.set_offline(True)
    typed = form.fill("berdua")
    form.context.set_offline(False)
    form.sign_in(world.member)
    form.again()
    assert "berdua" not in form.page.content()
    form.sign_in()
    form.again()
    assert back(typed)

    # The token is no longer that of the session.
    form.clean()
    typed = form.fill("token")
    form.page.evaluate(STALE_TOKENS)
    form.send()
    expect(form.page.locator("main")).to_contain_text("Yang Anda ketik aman")
    form.again()
    assert back(typed)


#: The others go the same way (tests/kimportal/drafts/test_every_form.py).
SOME = ["new", "report", "material", "group_officers"]


@pytest.mark.parametrize("kind", SOME)
def test_two_tabs_lose_nothing_of_each_other(kind, walk):
    form = walk(kind)
    typed = form.fill("pertama")
    form.pages.append(form.context.new_page())
    form.open()

    other = form.fill("kedua")
    for page in form.pages:
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-state=kept]")).to_be_visible()
    form.pages.pop(0).close()
    form.again()

    shown = form.read()
    form.page.locator("[data-unsent] a, .notice a").first.click()
    form.page.wait_for_load_state()
    assert sorted([shown, form.read()]) == sorted([typed, other])


@pytest.mark.parametrize("kind", SOME)
def test_nothing_typed_is_lost_without_javascript(kind, walk):
    form = walk(kind, java_script_enabled=False)
    typed = form.fill("tanpa")
    form.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    form.send()
    form.page.wait_for_url("**/akun/login/**")
    expect(form.page.locator("main")).to_contain_text("Yang Anda ketik aman")
    form.sign_in()
    form.again()

    assert form.read() == typed
