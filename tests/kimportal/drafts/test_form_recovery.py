"""A form submitted after the session had ended is offered again on its page."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from campaigns.materials.models.material import Material
from kimportal.accounts import devices
from kimportal.drafts.form_recovery import MAX_LENGTH
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import report, report_url
from tests.conftest import give_second_step
from tests.factories import EventFactory, GroupFactory, MaterialFactory

pytestmark = pytest.mark.django_db
BODY = "Datang ke TPS pada hari pemungutan suara."


@pytest.fixture
def draft(world):
    return MaterialFactory(group=world.group, state=State.DRAFT)


def signed_out(client, person):
    """The device of this person after the session has ended."""
    response = HttpResponse()
    devices.remember_device(response, person)
    client.logout()
    client.cookies.update(response.cookies)
    return client


def words(material, **changes):
    return {
        "kind": material.kind,
        "language": material.language_id,
        "title": material.title,
        "body": BODY,
        "source": "KPU",
        "licence": "free",
        "opened": material.version,
    } | changes


def next_of(answer):
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]


def signed_in_again(client, person):
    """As signing in on the same device does: what the session held stays."""
    client.force_login(person)
    return client


def test_a_members_form_is_offered_again_on_its_page_after_the_session_ended(world, sign_in, draft):
    client, address = sign_in(world.member), reverse("material_edit", args=[draft.slug])
    client = signed_out(client, world.member)

    answer = client.post(address, words(draft))
    page = signed_in_again(client, world.member).get(next_of(answer))
    kept = page.context["recovered_form"]
    client.post(kept["to"], dict(kept["fields"]))

    assert BODY in page.content.decode()
    assert Material.objects.get(pk=draft.pk).body == BODY
    assert not client.get(address).context["recovered_form"]


def test_nobody_else_on_the_same_device_reads_them(world, sign_in, draft):
    client, address = sign_in(world.member), reverse("material_edit", args=[draft.slug])
    client = signed_out(client, world.member)
    client.post(address, words(draft))

    page = signed_in_again(client, world.officer).get(address)

    assert not page.context["recovered_form"]
    assert BODY not in page.content.decode()


@pytest.mark.parametrize("body", ["", "a" * (MAX_LENGTH + 1)])
def test_a_stranger_fills_no_table_nor_does_anybody_with_too_much(world, client, draft, body):
    address = reverse("material_edit", args=[draft.slug])
    reader = signed_out(client, world.member) if body else client

    reader.post(address, words(draft) | ({"body": body} if body else {}))

    assert settings.SESSION_COOKIE_NAME not in reader.cookies or not reader.session.keys()


def test_a_reviewer_away_for_half_an_hour_comes_back_to_the_page_with_the_reason(world, sign_in):
    group = GroupFactory(region=world.village, state=State.WAITING)
    client = sign_in(world.reviewer)
    session = client.session
    long_ago = time.time() - 31 * 60
    for record in session["account_authentication_methods"]:
        record["at"] = long_ago
    session["staff_seen_at"] = long_ago
    session.save()
    page = reverse("admin:review", args=["group", group.pk])
    submitted = {"version": group.version, "note": "Nomor SK belum terbaca."}

    answer = client.post(
        reverse("admin:review_send_back", args=["group", group.pk]),
        submitted,
        headers={"referer": f"http://testserver{page}?jenis=group"},
    )

    assert answer["Location"].startswith(reverse("admin:login"))
    assert next_of(answer) == f"{page}?jenis=group"
    give_second_step(client, world.reviewer)
    opened = client.get(next_of(answer))
    assert opened.context["recovered_form"]["to"] == reverse(
        "admin:review_send_back", args=["group", group.pk]
    )
    assert submitted["note"] in opened.content.decode()


@pytest.mark.parametrize("referer", ["https://evil.example/anggota/", "http://[", "//evil.example"])
def test_no_referer_leads_elsewhere(world, client, draft, referer):
    address = reverse("material_submit", args=[draft.slug])

    answer = client.post(address, headers={"referer": referer})

    assert next_of(answer) == address


def test_a_report_of_a_draft_that_a_colleague_threw_away_comes_back_to_be_copied(world, sign_in):
    draft = EventFactory(group=world.group, plan=True, state=State.DRAFT)
    sent = report(draft, story="Warga bertanya tentang surat suara.")
    client, address = sign_in(world.member), report_url(draft)
    draft.discard(by=world.officer)

    answer = client.post(address, sent)

    assert answer.status_code == 404
    assert sent["story"] in answer.content.decode()


def test_words_for_what_one_may_no_longer_change_come_back_to_be_copied(world, sign_in, draft):
    client, address = sign_in(world.member), reverse("material_edit", args=[draft.slug])
    Material.objects.filter(pk=draft.pk).update(state=State.WAITING)

    answer = client.post(address, words(draft))

    assert answer.status_code == 403
    assert BODY in answer.content.decode()


def test_a_form_whose_token_is_too_old_is_sent_again_with_a_new_one(world, sign_in, draft):
    client, address = sign_in(world.member), reverse("material_edit", args=[draft.slug])
    client.handler.enforce_csrf_checks = True
    stale = words(draft, csrfmiddlewaretoken="a" * 64)

    refused = client.post(address, stale, headers={"origin": "http://testserver"})
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', refused.content.decode())[1]
    again = dict(refused.context["resubmit"]["fields"])
    client.post(address, again | {"csrfmiddlewaretoken": token})

    assert refused.status_code == 403
    assert Material.objects.get(pk=draft.pk).body == BODY


@pytest.mark.parametrize("address", ["/tidak/ada/", "/anggota/materi/baru/"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_no_other_site_puts_words_on_our_pages(address, origin, client):
    client.handler.enforce_csrf_checks = True

    answer = client.post(address, {"body": BODY}, headers={"origin": origin} if origin else {})

    assert answer.status_code in {403, 404}
    assert BODY not in answer.content.decode()


def test_keys_and_choices_of_a_form_that_comes_back_are_no_text_boxes(world, sign_in):
    group = GroupFactory(region=world.village, state=State.WAITING)
    client, page = sign_in(world.reviewer), reverse("admin:review", args=["group", group.pk])
    session = client.session
    session["recovered_form"] = {
        "page": page,
        "to": page,
        "fields": [("version", "7"), ("key", "0f4a-11"), ("note", "Nomor SK belum terbaca.")],
        "owner": devices.device_owner(world.reviewer.email),
        "at": time.time(),
    }
    session.save()

    html = client.get(page).content.decode()

    assert re.findall(r'<textarea id="kept-\d+" name="(\w+)"', html) == ["note"]
    assert '<input type="hidden" name="version" value="7">' in html
