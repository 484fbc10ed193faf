"""A KIM from its first step to the public directory, on a phone, with and without JavaScript."""

import pytest
from django.urls import reverse

from groups.kim.models import Group
from groups.members.models import Invitation, MemberRole
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MembershipFactory, RegionFactory, StaffFactory
from tests.groups.kim.registrations import COMPLETE, change_request_for, complete_draft
from tests.kimportal.uploads.bad_files import pdf

pytestmark = pytest.mark.django_db(transaction=True)

GO = "main form .button-group button.btn:not(.btn--secondary)"


class Member:
    """What a chair does on the phone; `choose` is how a place is chosen there."""

    def __init__(self, page, home, choose):
        self.page, self.home, self.choose = page, home, choose

    def register(self):
        self.page.goto(self.home + reverse("group_register"))
        self.page.fill("[name=name]", "KIM Sukun Berseri")
        self.choose(self.page)
        self.page.fill("[name=own_name]", "Sari Wulandari")
        self.page.check("[name=role][value=chair]")
        self.go()

    def describe(self):
        self.page.fill("[name=about]", "Kabar resmi untuk tetangga.")
        self.page.fill("[name=contact_phone]", "0812-3456-7890")
        self.go()

    def name_officers(self):
        self.page.check("[name=memberships-0-name_is_public]")
        self.page.fill("[name=memberships-1-name]", "Pak Joko")
        self.page.fill("[name=memberships-2-name]", "Bu Tini")
        self.go()

    def tell_decree(self, number="188.45/17/2020"):
        self.page.fill("[name=decree_number]", number)
        self.page.fill("[name=decree_date]", "2020-03-02")
        self.page.select_option("[name=decree_signer_role]", "village_head")
        scan = {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        self.page.set_input_files("[name=decree_file]", files=[scan])
        self.go()

    def declare(self):
        for name in ("neutrality", "consent", "right"):
            self.page.check(f"[name={name}]")
        self.go()

    def go(self):
        self.page.click(GO)

    def address(self, name, group):
        return self.home + reverse(name, args=[group.slug])


def type_a_place(page):
    page.fill("[role=combobox]", "sukun malang")
    page.locator("[role=option]").filter(has_text="Kel. Sukun").first.click()


def choose_step_by_step(page):
    for level, code in enumerate(["35", "35.73", "35.73.04"], 1):
        page.select_option(f"[name=region_{level}]", code)
        page.click("[name=region_next]")
    page.select_option("[name=region_4]", "35.73.04.1003")


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def sari_on_the_phone(request, open_page, live_server, sari, sign_in_browser):
    RegionFactory(code="35.73.04.1003")
    scripted = request.param == "with JavaScript"
    page = open_page(java_script_enabled=scripted)
    sign_in_browser(page, sari)
    return Member(page, live_server.url, type_a_place if scripted else choose_step_by_step)


@pytest.fixture
def adapter(wide_page, live_server, sign_in_browser):
    """A reviewer of the city at the staff site: desk(group) opens it there."""
    reviewer = StaffFactory(within=["35.73"])
    sign_in_browser(wide_page, reviewer)

    def opened(group):
        wide_page.goto(live_server.url + reverse("admin:review", args=["group", group.pk]))
        return wide_page

    return opened


def test_register_return_mend_verify_and_be_found(sari_on_the_phone, adapter, page, live_server):
    sari = sari_on_the_phone
    sari.register()
    sari.describe()
    sari.name_officers()
    sari.tell_decree()
    sari.declare()
    sari.go()
    group = Group.objects.get()
    assert group.state == State.WAITING

    review = adapter(group)
    review.fill("[name=note]", "Nomor SK tidak sama dengan fotonya.")
    review.select_option("[name=field]", "decree_number")
    review.click("button[formaction*='/return/']")
    group.refresh_from_db()
    assert group.state == State.RETURNED

    sari.page.goto(sari.address("group_home", group))
    sari.page.click("main .button-group a.btn")
    assert "Nomor SK tidak sama" in sari.page.inner_text("main form .notice")
    sari.page.fill("[name=decree_number]", "188.45/18/2020")
    sari.go()
    sari.go()
    group.refresh_from_db()
    assert (group.state, group.decree_number) == (State.WAITING, "188.45/18/2020")

    adapter(group).click("button[formaction*='/approve/']")
    group.refresh_from_db()
    assert group.state == State.LIVE

    page.goto(live_server.url + "/kim/?q=sukun")
    page.click("text=KIM Sukun Berseri")
    assert page.inner_text("h1") == "KIM Sukun Berseri"
    assert "Sari Wulandari" in page.inner_text("main")
    assert "0812" not in page.content()


def test_what_was_typed_survives_a_mistake(sari_on_the_phone):
    sari = sari_on_the_phone
    sari.register()
    sari.page.fill("[name=about]", "Kabar resmi untuk tetangga.")
    sari.page.fill("[name=contact_phone]", "tanya saja")

    sari.go()

    assert sari.page.input_value("[name=contact_phone]") == "tanya saja"
    assert sari.page.input_value("[name=about]") == "Kabar resmi untuk tetangga."
    assert sari.page.get_attribute(".error-summary a", "href") == "#id_contact_phone"
    assert Group.objects.get().about == "Kabar resmi untuk tetangga."


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_chair_is_handed_over_with_the_yes_of_the_heir(
    script, sari, budi, open_page, live_server, sign_in_browser
):
    group = GroupFactory()
    MembershipFactory(group=group, person=sari, role=MemberRole.CHAIR)
    heir = MembershipFactory(group=group, person=budi, name="Budi Warga")
    page = open_page(java_script_enabled=script)
    sign_in_browser(page, sari)
    page.goto(live_server.url + reverse("membership", args=[group.slug, heir.pk]))
    assert not page.get_by_role("button", name="Serahkan jabatan ketua").is_visible()

    page.click("summary:has-text('Serahkan jabatan ketua')")
    page.get_by_role("button", name="Serahkan jabatan ketua").click()
    page.fill("[name=password]", "kopi-pagi-di-teras-7")
    page.get_by_role("button", name="Lanjutkan").click()

    heir.refresh_from_db()
    assert heir.role == MemberRole.MEMBER
    assert "Budi Warga" in page.inner_text("body")

    phone = open_page(java_script_enabled=script)
    sign_in_browser(phone, budi)
    phone.goto(live_server.url + reverse("membership", args=[group.slug, heir.pk]))
    phone.click(f"form[action$='{reverse('chair_accept', args=[group.slug, heir.pk])}'] button")
    phone.wait_for_load_state()

    heir.refresh_from_db()
    assert heir.role == MemberRole.CHAIR


@pytest.fixture
def kim(sari):
    """A group of Sari's in each stage, so that every kind of page has something to show."""
    live = GroupFactory(**COMPLETE, name="KIM Hidup", slug="kim-hidup")
    chair = {"group": live, "person": sari, "role": MemberRole.CHAIR, "name_is_public": True}
    MembershipFactory(**chair)
    MembershipFactory(group=live, person=None, role=MemberRole.SECRETARY)
    change_request_for(live, by=sari, about="Kata-kata yang baru.")
    Invitation.send(live, by=sari, email="calon@example.org", role=MemberRole.MEMBER)
    Invitation.send(live, by=sari, email=sari.email, role=MemberRole.MEMBER)
    returned = complete_draft(name="KIM Kembali", slug="kim-kembali")
    MembershipFactory(group=returned, person=sari, role=MemberRole.SECRETARY)
    returned.submit(by=sari)
    returned.send_back(by=StaffFactory(), note="Fotonya buram.", field="decree_file")
    return live


def addresses():
    own, draft = ["kim-hidup"], ["kim-kembali"]
    return {
        "directory": reverse("group_list"),
        "directory, nothing found": reverse("group_list") + "?q=tiada",
        "group": reverse("group_detail", args=own),
        "dashboard": reverse("dashboard"),
        "my groups": reverse("my_groups"),
        "register": reverse("group_register"),
        "home, live": reverse("group_home", args=own),
        "home, returned": reverse("group_home", args=draft),
        "profile": reverse("group_profile", args=own),
        "officers": reverse("group_officers", args=draft),
        "decree": reverse("group_decree", args=draft),
        "declarations": reverse("group_declarations", args=draft),
        "check": reverse("group_check", args=draft),
        "people": reverse("group_people", args=own),
        "invite": reverse("group_invite", args=own),
        "withdraw": reverse("group_withdraw", args=own),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(
    scheme, kim, sari, open_page, live_server, sign_in_browser, axe, no_sideways, shot
):
    page = open_page(color_scheme=scheme)
    sign_in_browser(page, sari)

    for name, address in addresses().items():
        page.goto(live_server.url + address)
        no_sideways(page)
        axe(page)
        shot(page, f"kim-{scheme}-{name.replace(' ', '-').replace(',', '')}")

    letter = OutgoingEmail.objects.get(to=sari.email, key__startswith="group_invitation")
    page.goto(live_server.url + "/anggota/" + letter.text.partition("/anggota/")[2].split()[0])
    axe(page)
