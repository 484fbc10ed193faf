"""The invitation link of a KIM: it lets people ask, and an officer confirms."""

from datetime import timedelta

import pytest
import segno
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.joining.models import JoinLink, JoinRequest
from groups.members.models import MemberRole, Membership
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import InvalidTransition, State
from tests.factories import MembershipFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def link(world, officer):
    return JoinLink.create_for(world.group, by=officer)


@pytest.fixture
def join_request(world, officer, newcomer):
    return JoinRequest.ask(world.group, by=newcomer)


def text(response):
    return " ".join(response.content.decode().split())


def members(group):
    return {m.person_id: m.role for m in group.memberships.current()}


def test_the_page_shows_the_link_its_qr_code_and_a_message_for_whatsapp(
    world, officer, link, sign_in, settings
):
    page = sign_in(officer).get(reverse("join_link", args=[world.group.slug]))

    url = f"{settings.SITE_URL}/anggota/gabung/{link.token}/"
    qr = segno.make(url, error="m", micro=False)
    assert page.context["url"] == url
    assert page.context["qr"] == qr.svg_data_uri(border=4, dark="#0b3c3b", light="#fff", scale=4)
    assert url in page.context["text"]
    assert page.context["whatsapp"].startswith("https://wa.me/?text=Gabung%20KIM")


def test_the_link_admits_nobody_before_an_officer_confirms(
    world, officer, member, newcomer, link, sign_in
):
    client = sign_in(newcomer)
    before = members(world.group)

    page = client.get(link.url("id"))
    client.post(reverse("join_ask", args=[link.token]))

    assert f"“{newcomer.name}”" in text(page)
    assert members(world.group) == before
    assert client.get(reverse("group_home", args=[world.group.slug])).status_code == 404
    request = JoinRequest.objects.get()
    assert (request.person, request.is_accepted) == (newcomer, None)


def test_who_has_no_account_is_led_through_sign_up_back_to_the_link(link):
    answer = Client().get(reverse("join", args=[link.token]))

    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{reverse('account_login')}?next=/anggota/gabung/")


def test_an_officer_confirms_and_the_person_becomes_a_member_and_no_officer(
    world, officer, newcomer, join_request, sign_in
):
    OutgoingEmail.objects.all().delete()

    sign_in(officer).post(reverse("join_accept", args=[world.group.slug, join_request.pk]))

    assert members(world.group)[newcomer.pk] == MemberRole.MEMBER
    email = OutgoingEmail.objects.get()
    assert (email.to, email.subject) == (newcomer.email, f"Anda kini anggota {world.group}")
    changes = AuditEvent.objects.about(world.group).latest("pk").changes
    assert changes == {"joined": "member", "by": "link"}


def test_a_refusal_is_told_and_the_same_person_cannot_ask_again_for_a_month(
    world, officer, newcomer, link, join_request, sign_in
):
    OutgoingEmail.objects.all().delete()

    sign_in(officer).post(reverse("join_refuse", args=[world.group.slug, join_request.pk]))
    soon = sign_in(newcomer).post(reverse("join_ask", args=[link.token]))

    assert newcomer.pk not in members(world.group)
    email = OutgoingEmail.objects.get()
    assert email.subject == f"{world.group} tidak mengonfirmasi Anda"
    assert soon.status_code == 403
    assert "Bicaralah langsung dengan mereka." in text(soon)
    assert JoinRequest.objects.open().count() == 0


def test_the_email_to_the_officers_repeats_nothing_that_a_stranger_typed_and_comes_once_a_day(
    world, officer, member
):
    secretary = MembershipFactory(group=world.group, role=MemberRole.SECRETARY).person
    for name in ("SLOT GACOR", "Judi Daring"):
        JoinRequest.ask(world.group, by=PersonFactory(name=name))

    emails = OutgoingEmail.objects.all()
    assert sorted(email.to for email in emails) == sorted([officer.email, secretary.email])
    assert not any(word in e.text + e.subject + e.html for e in emails for word in ("SLOT", "Judi"))


def test_asking_twice_is_one_request(world, newcomer, link, sign_in):
    client = sign_in(newcomer)

    for _tap in range(2):
        page = client.post(reverse("join_ask", args=[link.token]), follow=True)

    assert JoinRequest.objects.count() == 1
    assert "Anda meminta bergabung pada" in text(page)


@pytest.mark.parametrize("token", ["1", "1:abc", "x" * 300, "%00", "2:Z"])
def test_a_forged_link_opens_nothing(world, newcomer, link, sign_in, token):
    answer = sign_in(newcomer).get(f"/anggota/gabung/{token}/")

    assert answer.status_code in {400, 404}
    assert world.group.name not in text(answer)


def test_a_link_holds_for_fourteen_days(newcomer, link, sign_in):
    client = sign_in(newcomer)

    with time_machine.travel(timezone.now() + timedelta(days=13), tick=False):
        assert link.is_open
    JoinLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = client.get(reverse("join", args=[link.token]))
    assert answer.status_code == 404
    assert "Tautan ini tidak berlaku lagi." in text(answer)


@pytest.mark.parametrize("act", ["join_link_make", "join_link_revoke"])
def test_a_new_link_or_its_end_stops_the_old_one(world, officer, newcomer, link, sign_in, act):
    sign_in(officer).post(reverse(act, args=[world.group.slug]))

    answer = sign_in(newcomer).post(reverse("join_ask", args=[link.token]))

    assert answer.status_code == 404
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("state", [State.WAITING, State.WITHDRAWN, State.DRAFT])
def test_a_kim_that_is_not_verified_has_no_link(world, officer, newcomer, link, sign_in, state):
    type(world.group).objects.filter(pk=world.group.pk).update(
        state=state, state_note="x" if state == State.WITHDRAWN else ""
    )

    make = sign_in(officer).post(reverse("join_link_make", args=[world.group.slug]), follow=True)
    ask = sign_in(newcomer).post(reverse("join_ask", args=[link.token]))

    assert JoinLink.objects.count() == 1
    assert "hanya untuk KIM yang sudah diverifikasi" in text(make)
    assert ask.status_code == 403
    assert not JoinRequest.objects.exists()


def test_one_person_asks_five_kim_a_day(world, newcomer):
    for _n in range(5):
        group = MembershipFactory(role=MemberRole.CHAIR).group
        JoinRequest.ask(group, by=newcomer)
    link = JoinLink.create_for(world.group, by=world.officer)
    client = Client()
    client.force_login(newcomer)

    answer = client.post(reverse("join_ask", args=[link.token]))

    assert answer.status_code == 403
    assert JoinRequest.objects.filter(group=world.group).count() == 0


def test_a_request_is_decided_once(world, officer, join_request):
    second = JoinRequest.objects.get(pk=join_request.pk)
    join_request.refuse(by=officer)

    with pytest.raises(InvalidTransition):
        second.accept(by=officer)

    assert not Membership.objects.filter(person=join_request.person).exists()


def test_who_joined_by_email_meanwhile_is_not_a_member_twice(
    world, officer, newcomer, join_request
):
    MembershipFactory(group=world.group, person=newcomer, role=MemberRole.TREASURER)

    join_request.accept(by=officer)

    assert members(world.group)[newcomer.pk] == MemberRole.TREASURER


def test_officers_of_another_kim_cannot_answer(world, outsider, join_request, sign_in):
    url = reverse("join_accept", args=[world.other_group.slug, join_request.pk])

    answer = sign_in(outsider).post(url)

    assert answer.status_code == 404
    assert JoinRequest.objects.open().count() == 1


def test_only_officers_see_who_asks(world, officer, member, newcomer, join_request, sign_in):
    url = reverse("group_people", args=[world.group.slug])

    assert newcomer.name in text(sign_in(officer).get(url))
    assert newcomer.name not in text(sign_in(member).get(url))


def test_the_list_of_requests_asks_the_database_equally_often_at_one_and_at_three(
    world, officer, join_request, sign_in, django_assert_num_queries
):
    client, url = sign_in(officer), reverse("group_people", args=[world.group.slug])
    client.get(url)
    with django_assert_num_queries(7) as one:
        client.get(url)
    for _n in range(2):
        JoinRequest.ask(world.group, by=PersonFactory())

    with django_assert_num_queries(len(one.captured_queries)):
        client.get(url)
