"""A citizen writes to a KIM: by email to its officers, without anybody's number being shown."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from groups.kim.models import Group
from groups.members.models import MemberRole
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MESSAGE = {
    "name": "Pak Karto",
    "reply_to": "0812 9999 0000",
    "message": "Kami di RT 5 ingin mengundang KIM ke posyandu hari Rabu.",
}


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def group(world, officer, member):
    Group.objects.filter(pk=world.group.pk).update(contact_phone="0813-7777-6666")
    return world.group


def url(group):
    return reverse("group_message", args=[group.slug])


def write(group, client=None, **changes):
    return (client or Client()).post(url(group), MESSAGE | changes, follow=True)


def text(response):
    return " ".join(response.content.decode().split())


def test_a_message_reaches_chair_and_secretary_and_nobody_else(group, officer, member):
    secretary = MembershipFactory(group=group, role=MemberRole.SECRETARY).person
    MembershipFactory(group=group, role=MemberRole.TREASURER)

    page = write(group)

    emails = OutgoingEmail.objects.all()
    assert sorted(e.to for e in emails) == sorted([officer.email, secretary.email])
    assert emails[0].subject == f"Pesan dari halaman umum {group}"
    for part in (emails[0].text, emails[0].html):
        assert "Pak Karto" in part and "0812 9999 0000" in part and MESSAGE["message"] in part
    assert "Pesan Anda sedang dikirim" in text(page)


def test_neither_page_shows_a_number_or_an_address_of_anybody(group, officer):
    for page in (Client().get(url(group)), write(group), Client().get(group.get_absolute_url())):
        for private in (officer.email, "0813-7777-6666", "0812 9999 0000"):
            assert private not in text(page)


def test_the_public_page_leads_to_the_form_says_how_to_join_and_sets_no_cookie(group):
    page = Client().get(group.get_absolute_url())

    assert f'href="{url(group)}"' in text(page)
    assert "Untuk menjadi anggota, sampaikan kepada pengurus" in text(page)
    assert not page.cookies


def test_the_subject_holds_nothing_that_was_typed(group):
    write(group, name="Promo Murah", message="Segera hubungi kami, hadiah menanti Anda.")

    assert "Promo" not in OutgoingEmail.objects.get().subject


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "slot-gacor.com"),
        ("reply_to", ""),
        ("message", ""),
        ("message", "pendek"),
        ("message", "Klik https://slot.example sekarang juga ya."),
        ("message", "kata " * 60 + "lalu buka slot-gacor.com ya"),
        ("message", "x" * 1501),
        ("message", "y" * 100_000),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_nothing_typed_is_lost(group, field, value):
    page = write(group, **{field: value})

    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["reply_to"].value() == (MESSAGE | {field: value})["reply_to"]
    assert not OutgoingEmail.objects.exists()


def test_a_filled_honeypot_sends_nothing_and_looks_the_same(group):
    page = write(group, homepage="https://slot.example")

    assert "Pesan Anda sedang dikirim" in text(page)
    assert not OutgoingEmail.objects.exists()


def test_html_is_passed_on_as_text(group):
    write(group, message="<script>alert(1)</script> Apa kabar?")

    assert "<script>" not in OutgoingEmail.objects.get().html


def test_one_network_writes_five_times_an_hour_and_keeps_its_words(group, world):
    for _n in range(5):
        write(group)

    page = write(group)
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    write(group, elsewhere)

    assert page.status_code == 429
    assert "Silakan coba lagi besok" in text(page)
    assert MESSAGE["message"] in text(page)
    assert OutgoingEmail.objects.count() == 6


def test_one_kim_gets_twenty_messages_a_day_from_however_many(group):
    for n in range(25):
        write(group, Client(REMOTE_ADDR=f"198.51.100.{n}"))

    assert OutgoingEmail.objects.count() == 20


def test_the_officers_turn_it_off_and_on_again(group, officer, sign_in):
    client, switch = sign_in(officer), reverse("group_message_switch", args=[group.slug])

    client.post(switch, {"takes_messages": "off"})
    page, public = write(group), Client().get(group.get_absolute_url())

    assert page.status_code == 403
    assert not OutgoingEmail.objects.exists()
    assert url(group) not in text(public)
    assert "Tanyakan pengurusnya di kantor" in text(public)
    assert AuditEvent.objects.latest("pk").changes == {"takes_messages": [True, False]}
    client.post(switch, {"takes_messages": "on"})
    write(group)
    assert OutgoingEmail.objects.count() == 1


def test_a_kim_whose_officers_have_no_account_offers_no_form(world):
    orphan = GroupFactory(region=world.village)
    MembershipFactory(group=orphan, person=None, role=MemberRole.CHAIR)

    page, public = Client().get(url(orphan)), Client().get(orphan.get_absolute_url())

    assert "Belum ada pengurus KIM ini yang membaca pesan" in text(page)
    assert "<textarea" not in text(page)
    assert url(orphan) not in text(public)
    assert write(orphan).status_code == 403


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.WITHDRAWN, State.REJECTED])
def test_what_is_not_public_has_no_form(group, state):
    Group.objects.filter(pk=group.pk).update(state=state, state_note="Alasan.")

    assert Client().get(url(group)).status_code == 404
    assert write(group).status_code == 404
    assert not OutgoingEmail.objects.exists()


def test_a_disabled_officer_gets_nothing(group, officer, administrator):
    MembershipFactory(group=group, role=MemberRole.SECRETARY)
    officer.disable(by=administrator)

    write(group)

    assert officer.email not in [email.to for email in OutgoingEmail.objects.all()]
    assert OutgoingEmail.objects.count() == 1


def test_a_form_without_its_token_is_refused(group):
    answer = Client(enforce_csrf_checks=True).post(url(group), MESSAGE)

    assert answer.status_code == 403
    assert not OutgoingEmail.objects.exists()
