"""A poster from the ministry's desk to a village phone, and back off the street."""

import gzip
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from campaigns.demo.music.tunes import files_of
from campaigns.materials.models.files import Download, MaterialFile
from campaigns.materials.models.material import Material
from kimportal.moderation.states import State
from kimportal.uploads.validation import validate_upload
from tests.factories import CampaignFactory, MaterialFactory, MaterialFileFactory, StaffFactory
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = pytest.mark.django_db(transaction=True)
POSTER = {"name": "poster.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1200, 1500)}


@pytest.fixture
def visit(live_server):
    def go(page, name, *args, query=""):
        return page.goto(live_server.url + reverse(name, args=args) + query)

    return go


def write(page, visit):
    """The editor fills in the staff site's form, previews, and hands in."""
    visit(page, "admin:campaigns_material_add")
    page.select_option("[name=kind]", "poster")
    page.fill("[name=title]", "Memilih dengan sehat")
    page.select_option("[name=language]", label="Indonesia")
    page.locator("[name=pillars]").nth(1).check()
    page.fill("[name=alt_text]", "Warga bermasker antre di TPS")
    page.fill("[name=transcript]", "Datang, coblos, pulang dengan sehat.")
    page.fill("[name=source]", "KPU, 2020")
    page.select_option("[name=licence]", "cc-by-4.0")
    page.set_input_files("[name=files-0-new_file]", files=[POSTER])
    page.click("[name=_save]")
    material = Material.objects.get()
    visit(page, "material_preview", material.slug)
    assert page.locator("h1").inner_text() == "Memilih dengan sehat"
    visit(page, "material_edit", material.slug)
    page.click("button[name=hand_in]")
    return material


def decide(page, visit, material, verb, note=""):
    """A reviewer decides on the staff site's review page."""
    visit(page, "admin:review", "material", material.pk)
    if note:
        page.fill("[name=note]", note)
    page.locator(f'button[formaction*="/{verb}/"]').click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_desk_to_the_village_and_back(open_page, visit, sign_in_browser, script):
    adapter = open_page(java_script_enabled=script, viewport={"width": 1280, "height": 900})
    sign_in_browser(adapter, StaffFactory(role="editor"))
    material = write(adapter, visit)
    second = open_page(java_script_enabled=script, viewport={"width": 1280, "height": 900})
    sign_in_browser(second, StaffFactory())
    decide(second, visit, material, "approve")
    material.refresh_from_db()
    assert material.state == State.LIVE

    phone = open_page(java_script_enabled=script)
    visit(phone, "material_list")
    phone.fill("[name=q]", "pemilihan")
    phone.click("form[role=search] button >> nth=0")
    phone.click("text=Memilih dengan sehat")
    share = phone.locator("a[href^='https://wa.me/']").get_attribute("href")
    assert material.formatted_code in share
    light = phone.locator(".files a").filter(has_text="KB").first
    address = light.get_attribute("href")
    fetched = phone.request.get(phone.url.split("/materi/")[0] + address)
    assert fetched.ok
    assert len(fetched.body()) <= 100 * 1024
    assert Download.objects.get().count == 1

    scanned = phone.locator(".verification__code").get_attribute("href")
    phone.goto(phone.url.split("/materi/")[0] + scanned)
    assert phone.locator(".verification-result h2").inner_text() == "Resmi"
    decide(second, visit, material, "withdraw", note="Jam buka TPS keliru.")
    phone.reload()
    assert phone.locator("h1").inner_text() == "Ditarik"
    assert phone.get_by_text("Jam buka TPS keliru.").is_visible()


def make_some():
    campaign = CampaignFactory(name="Pemilihan Serentak 2020", slug="serentak")
    for kind, pillar in (("poster", "cerdas"), ("teks-whatsapp", "damai"), ("artikel", "sehat")):
        material = MaterialFactory(
            kind=kind,
            pillars=[pillar],
            campaign=campaign,
            summary="Ringkasnya.",
            transcript="Kata.",
        )
    MaterialFileFactory(material=material)
    MaterialFactory(title="Kanthi Jawa", language="jv", family=material.family)
    return material


@pytest.mark.parametrize("look", ["light", "dark"])
def test_public_pages_are_open_to_everybody(open_page, visit, axe, no_sideways, shot, look):
    material = make_some()
    gone = MaterialFactory(state=State.WITHDRAWN)
    phone = open_page(color_scheme=look)
    for name, args in [
        ("material_list", []),
        ("material_detail", [material.slug]),
        ("material_detail", [gone.slug]),
        ("campaign_list", []),
        ("campaign_detail", ["serentak"]),
        ("verify", []),
        ("verify_code", [material.formatted_code]),
        ("verify_code", [gone.formatted_code]),
        ("verify_code", ["K7PM3XQ9"]),
    ]:
        visit(phone, name, *args)
        axe(phone)
        no_sideways(phone)
        shot(phone, f"{name}-{look}")


def test_members_pages_are_open_to_everybody(
    open_page, visit, axe, no_sideways, sign_in_browser, world
):
    draft = MaterialFactory(group=world.group, state=State.DRAFT, kind="poster")
    MaterialFileFactory(material=draft)
    live = MaterialFactory(group=world.group)
    phone = open_page()
    sign_in_browser(phone, world.officer)
    for name, args in [
        ("my_materials", []),
        ("material_new", []),
        ("material_own", [live.slug]),
        ("material_edit", [draft.slug]),
        ("material_preview", [draft.slug]),
    ]:
        visit(phone, name, *args)
        axe(phone)
        no_sideways(phone)


def test_useless_buttons_are_hidden_without_script(no_js_page, page, visit):
    material = make_some()

    visit(no_js_page, "material_detail", material.slug)
    assert no_js_page.locator("button:visible").count() == 1  # the menu, which works without
    assert no_js_page.get_by_text("Kirim lewat WhatsApp").is_visible()

    visit(page, "material_detail", material.slug)
    page.click("text=Teks untuk disalin")
    assert page.get_by_text("Salin teks").is_visible()


def test_a_jingle_plays_on_its_page(page, visit):
    [(content, name, role)] = files_of({"key": "radio-sehat"})
    editor, second = StaffFactory(role="editor"), StaffFactory()
    material = MaterialFactory(kind="jingle", state=State.DRAFT, transcript="Tanpa kata.")
    MaterialFile.objects.attach(
        material, validate_upload(ContentFile(content, name)), by=editor, role=role
    )
    material.submit(by=editor)
    material.approve(by=second)

    visit(page, "material_detail", material.slug)
    heard = page.evaluate(
        """async () => {
            const player = document.querySelector("audio");
            player.muted = true;
            await player.play();
            return [player.error, Math.round(player.duration)];
        }"""
    )

    assert heard == [None, 18]
    assert page.get_by_text("Tanpa kata.").count() == 1


def test_a_full_list_stays_light(page, live_server, client):
    for n in range(26):
        material = MaterialFactory(title=f"Lima langkah menguji kabar pilkada {n}", kind="poster")
        file = MaterialFileFactory(material=material)
        for form in ("avif", "webp", "jpeg"):
            for step in (360, 720):
                file.renditions.create(
                    name=f"{form}-{step}",
                    content=f"renditions/{n:02x}/{n:032x}-{form}{step}.jpg",
                    mime="image/jpeg",
                    size=30_000,
                    width=step,
                    height=step * 5 // 4,
                )
    weights = {}
    page.on("response", lambda answer: weights.update({answer.url: weight_of(answer)}))

    page.goto(live_server.url + "/materi/")

    html = gzip.compress(client.get("/materi/").content, 6)
    assert page.locator(".card").count() == 24
    assert len(html) <= 14 * 1024
    assert sum(weights.values()) <= 60 * 1024
    assert len(re.findall(r'loading="lazy"', client.get("/materi/").content.decode())) == 24


def weight_of(answer):
    """Compressed bytes of everything that is no picture of a material."""
    if "/media/" in answer.url or not answer.ok:
        return 0
    return len(gzip.compress(answer.body(), 6))
