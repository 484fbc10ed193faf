"""The staff site in a real browser: from the queue to a decision, by hand, by key, without script."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from groups.kim.models import Group
from groups.members.models import MemberRole
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State
from tests.factories import EventFactory, GroupFactory, MaterialFactory, MembershipFactory
from tests.kimportal.uploads.bad_files import pdf


@pytest.fixture
def waiting_group(world, live_server):
    """Four things that wait in Kota Malang, the oldest a KIM with its decree."""
    now = timezone.now()
    group = GroupFactory(
        name="KIM Ciptomulyo Berkarya",
        region=world.village,
        state=State.WAITING,
        state_since=now - timedelta(days=6),
        submitted_by=world.newcomer,
        submitted_at=now - timedelta(days=6),
        about="Kami mengabarkan apa yang terjadi di kelurahan, dari posyandu sampai pilkada.",
        decree_number="188.45/12/35.73.04/2024",
        contact_name="Nur Baru",
        contact_phone="0812-3456-7890",
        flags=" duplicate_decree few_members ",
    )
    group.decree_file.save("a.pdf", ContentFile(pdf(pages=2)))
    MembershipFactory(group=group, person=world.newcomer, role=MemberRole.CHAIR)
    world.group.decree_number = group.decree_number
    world.group.with_search_text().save()
    EventFactory(
        title="Rembug warga: memilih dengan sehat",
        group=world.group,
        state=State.WAITING,
        state_since=now - timedelta(hours=20),
        submitted_by=world.officer,
        story="Empat puluh warga membahas 15 hal baru di TPS.",
    )
    MaterialFactory(
        title="Saring dulu, baru sebar",
        group=world.group,
        state=State.WAITING,
        state_since=now - timedelta(hours=3),
        submitted_by=world.officer,
    )
    change = world.group
    change.change(
        {"about": "Berkumpul tiap Jumat."}, by=world.officer, version_token=change.version_token
    )
    change.submit_change(by=world.officer)
    return group


def home(live_server, page, name="index", *args):
    page.goto(live_server.url + reverse(f"admin:{name}", args=args))


def test_queue_review_return_mend_approve(waiting_group, world, page, live_server, sign_in_browser):
    sign_in_browser(page, world.reviewer)
    home(live_server, page)
    page.get_by_role("link", name="KIM Ciptomulyo Berkarya").click()
    page.locator(".attachment__pages img").first.scroll_into_view_if_needed()
    expect(page.locator(".attachment__pages img").first).to_have_js_property("complete", True)
    expect(page.locator(".attachment__pages img").first).to_have_js_property("naturalWidth", 1200)

    page.get_by_label("Alasan siap pakai").select_option(index=1)
    page.get_by_role("button", name="Kembalikan untuk diperbaiki").click()
    page.get_by_text("dikembalikan untuk diperbaiki").first.wait_for()

    group = Group.objects.get(pk=waiting_group.pk)
    assert (group.state, group.state_field) == (State.RETURNED, "decree_file")
    assert AuditEvent.objects.filter(action=Action.LOOK, by=world.reviewer).exists()

    group.submit(by=world.newcomer, flags=[])
    home(live_server, page, "review", "group", waiting_group.pk)
    page.get_by_role("button", name="Verifikasi", exact=True).click()
    page.get_by_role("button", name="Urungkan").wait_for()

    assert Group.objects.get(pk=waiting_group.pk).state == State.LIVE


def test_bulk_approval_and_undo(waiting_group, world, wide_page, live_server, sign_in_browser):
    page = wide_page
    sign_in_browser(page, world.reviewer)
    home(live_server, page)
    page.get_by_label("Pilih semua di halaman ini").check()
    page.get_by_role("button", name="Putuskan sekaligus").click()

    page.get_by_role("button", name="Setujui dan terbitkan semua").click()
    page.get_by_text("4 kiriman diputuskan.").wait_for()
    approved = AuditEvent.objects.filter(action=Action.APPROVE).count()
    page.get_by_role("button", name="Urungkan").click()
    page.get_by_text("4 keputusan diurungkan.").wait_for()

    assert approved == 4
    assert Group.objects.get(pk=waiting_group.pk).state == State.WAITING


def test_by_keyboard_alone(waiting_group, world, wide_page, live_server, sign_in_browser):
    page = wide_page
    sign_in_browser(page, world.reviewer)
    home(live_server, page)
    link = page.get_by_role("link", name="KIM Ciptomulyo Berkarya")
    for _ in range(60):
        if link.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/group/**")

    page.keyboard.press("n")
    page.wait_for_url("**/review/outreachevent/**")
    page.keyboard.press("p")
    page.wait_for_url("**/review/group/**")
    page.keyboard.press("r")
    page.keyboard.type("a n p: hanya huruf, bukan perintah.")
    typed = page.get_by_role("textbox", name="Alasan", exact=False).first.input_value()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("a")
    page.get_by_role("button", name="Urungkan").wait_for()

    assert typed == "a n p: hanya huruf, bukan perintah."
    assert Group.objects.get(pk=waiting_group.pk).state == State.LIVE


def test_arrow_keys_leave_only_the_reason_they_end_on(
    waiting_group, world, wide_page, live_server, sign_in_browser
):
    page = wide_page
    sign_in_browser(page, world.reviewer)
    home(live_server, page, "review", "group", waiting_group.pk)
    reason = page.get_by_label("Alasan siap pakai")

    reason.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    second = reason.evaluate("node => node.selectedOptions[0].text")

    assert page.locator("textarea[name=note]").input_value() == second
    assert page.locator("select[name=field]").input_value() == "decree_number"


def test_keys_can_be_switched_off(waiting_group, world, wide_page, live_server, sign_in_browser):
    page = wide_page
    sign_in_browser(page, world.reviewer)
    home(live_server, page, "review", "group", waiting_group.pk)
    page.get_by_label("Gunakan tombol pintas").uncheck()
    page.reload()

    page.locator("h1").click()
    page.keyboard.press("a")
    page.wait_for_timeout(300)

    assert Group.objects.get(pk=waiting_group.pk).state == State.WAITING


@pytest.mark.parametrize("table", ["groups_group", "campaigns_outreachevent"])
def test_no_column_of_a_list_is_cut_off(
    table, waiting_group, world, wide_page, live_server, sign_in_browser
):
    sign_in_browser(wide_page, world.administrator)

    home(live_server, wide_page, f"{table}_changelist")

    lacking = wide_page.locator(".results").evaluate("node => node.scrollWidth - node.clientWidth")
    assert lacking <= 0


def test_without_script_a_decision_is_taken_too(
    waiting_group, world, no_js_page, live_server, sign_in_browser
):
    page = no_js_page
    sign_in_browser(page, world.reviewer)
    home(live_server, page)
    page.get_by_role("link", name="KIM Ciptomulyo Berkarya").click()
    page.locator("textarea[name=note]").fill("Nama tidak sama dengan SK.")
    page.get_by_role("button", name="Tolak", exact=True).click()
    page.get_by_text("ditolak").first.wait_for()

    assert Group.objects.get(pk=waiting_group.pk).state == State.REJECTED


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_the_staff_site_is_open_to_everybody(
    waiting_group,
    world,
    open_page,
    live_server,
    sign_in_browser,
    axe,
    shot,
    no_sideways,
    scheme,
    width,
):
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    # On some pages of Django's admin axe itself writes a style, which our policy reports.
    judged = open_page(viewport=page.viewport_size, color_scheme=scheme, bypass_csp=True)
    for one in (page, judged):
        sign_in_browser(one, world.administrator)
    change_request = world.group.change_requests.get()
    event = world.group.events.get()
    material = world.group.materials.get()
    item = f"?item=group:{waiting_group.pk}:{waiting_group.version}&item=changerequest:{change_request.pk}:1"

    for name, path in {
        "queue": reverse("admin:index"),
        "review": reverse("admin:review", args=["group", waiting_group.pk]),
        "review-event": reverse("admin:review", args=["outreachevent", event.pk]),
        "review-material": reverse("admin:review", args=["material", material.pk]),
        "review-change": reverse("admin:review", args=["changerequest", change_request.pk]),
        "bulk": reverse("admin:bulk") + item,
        "statistics": reverse("admin:statistics"),
        "list": reverse("admin:groups_group_changelist"),
        "memory": reverse("admin:kimportal_auditevent_changelist"),
        "form": reverse("admin:kimportal_cannedresponse_change", args=[1]),
        "tables": reverse("admin:tables"),
        "invitation": reverse("admin:groups_staffinvitation_add"),
        "office": reverse("admin:kimportal_person_change", args=[world.reviewer.pk]),
        "search": f"{reverse('admin:groups_group_changelist')}?q=kim",
        "audit_event": reverse(
            "admin:kimportal_auditevent_change", args=[AuditEvent.objects.first().pk]
        ),
    }.items():
        page.goto(live_server.url + path)
        no_sideways(page)
        shot(page, f"staff-{name}-{width}-{scheme}")
        judged.goto(live_server.url + path)
        axe(judged)
