"""Signing in with a code sent by email: for members, never for staff, never past a second step."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kimportal.accounts.models import Role
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from tests.factories import StaffFactory
from tests.kimportal.accounts.test_sign_in import RIGHT
from tests.kimportal.accounts.test_sign_up import same
from tests.second_step import activate_totp, code_now

pytestmark = pytest.mark.django_db
CODE = re.compile(r"^[A-Z0-9]{3,5}-[A-Z0-9]{3,5}$", re.MULTILINE)
REQUEST, CONFIRM = "/akun/login/code/", "/akun/login/code/confirm/"


def request_code(client, email="wati@example.org", **more):
    return client.post(REQUEST, {"email": email} | more)


def sent_code():
    return CODE.search(OutgoingEmail.objects.latest("pk").text)[0]


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_code_signs_in_and_works_once(client, wati):
    request_code(client)
    code = sent_code()

    answer = client.post(CONFIRM, {"code": code})

    assert answer["Location"] == reverse("dashboard")
    assert is_in(client)
    assert OutgoingEmail.objects.get().to == wati.email
    again = Client()
    request_code(again)
    again.post(CONFIRM, {"code": code})
    assert not is_in(again)


def test_the_sign_in_page_sends_its_address_to_the_code_page(client, wati):
    page = client.get(reverse("account_login")).content.decode()

    answer = client.post(REQUEST, {"login": " WATI@example.org", "password": "", "next": "/kim/"})

    assert f'formaction="{REQUEST}"' in page
    assert answer["Location"] == f"{CONFIRM}?next=%2Fkim%2F"
    assert OutgoingEmail.objects.get().to == "wati@example.org"


def test_after_the_code_the_reader_comes_to_the_page_asked_for(client, wati):
    request_code(client)

    answer = client.post(CONFIRM, {"code": sent_code(), "next": reverse("my_groups")})

    assert answer["Location"] == reverse("my_groups")


def test_a_code_dies_after_three_wrong_tries(client, wati):
    request_code(client)
    code = sent_code()

    for _n in range(3):
        client.post(CONFIRM, {"code": "AAAA-AAAA"})
    client.post(CONFIRM, {"code": code})

    assert not is_in(client)


@pytest.mark.parametrize(("minutes", "signs_in"), [(9, True), (11, False)])
def test_a_code_lives_ten_minutes(client, wati, minutes, signs_in):
    request_code(client)
    code = sent_code()

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        client.post(CONFIRM, {"code": code})

        assert is_in(client) == signs_in


def test_known_unknown_and_staff_addresses_get_the_same_responses(wati):
    StaffFactory(email="budi@example.org")
    answers = []
    for email in ("wati@example.org", "nina@example.org", "budi@example.org"):
        client = Client()
        first = request_code(client, email=email)
        then = client.get(first["Location"])
        wrong = client.post(CONFIRM, {"code": "AAAA-AAAA"})
        resent = client.post(CONFIRM, {"action": "resend"})
        answers.append(
            [
                (status, headers, cookies, body.replace("nina@example.org", "@"))
                for status, headers, cookies, body in map(same, (first, then, wrong, resent))
            ]
        )

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][1][0] == 200


@pytest.mark.parametrize("email", ["wati@example.org", "nobody@example.org"])
def test_every_answer_takes_the_same_time(client, wati, email, settings, monkeypatch):
    settings.AUTH_RESPONSE_SECONDS = 5
    waits = []
    monkeypatch.setattr("kimportal.accounts.constant_time.time.sleep", waits.append)

    request_code(client, email=email)
    client.post(CONFIRM, {"action": "resend"})

    assert len(waits) == 2
    assert all(4 < wait <= 5 for wait in waits)


def test_an_unknown_address_gets_no_email(client, wati):
    request_code(client, email="nobody@example.org")

    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("with_second_step", [True, False])
def test_staff_get_no_code_but_an_email_that_says_so(client, with_second_step, settings):
    settings.STAFF_MFA = with_second_step
    rini = StaffFactory(email="rini@example.org", role=Role.REVIEWER)
    EmailAddress.objects.create(user=rini, email=rini.email, verified=True, primary=True)

    request_code(client, email=rini.email)
    client.post(CONFIRM, {"action": "resend"})

    email = OutgoingEmail.objects.get()
    assert email.to == rini.email
    assert not CODE.search(email.text)
    assert "Petugas masuk dengan kata sandi" in email.text


def test_a_member_who_became_staff_meanwhile_is_refused(client, wati, administrator):
    request_code(client)
    code = sent_code()
    wati.change_role(Role.REVIEWER, by=administrator)

    answer = client.post(CONFIRM, {"code": code}, follow=True)

    assert not is_in(client)
    assert "Petugas masuk dengan kata sandi dan langkah kedua." in answer.content.decode()
    assert not AuditEvent.objects.filter(action=Action.LOGIN).exists()


def test_a_disabled_account_gets_no_code(client, wati, administrator):
    wati.disable(by=administrator)

    request_code(client)

    assert not OutgoingEmail.objects.exists()


def test_the_code_never_replaces_the_second_step(client, wati):
    activate_totp(wati)
    request_code(client)

    answer = client.post(CONFIRM, {"code": sent_code()})

    assert not is_in(client)
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_in(client)


def test_the_code_does_not_open_what_asks_for_the_password_again(client, wati):
    request_code(client)
    client.post(CONFIRM, {"code": sent_code()})

    answer = client.get(reverse("account_download"))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_one_address_gets_five_codes_an_hour_from_whomever(wati):
    for n in range(7):
        last = Client().post(REQUEST, {"email": "wati@example.org"}, REMOTE_ADDR=f"203.0.113.{n}")

    assert OutgoingEmail.objects.count() == 5
    assert "Terlalu banyak" in last.content.decode()


def test_sending_again_is_limited_too(client, wati):
    request_code(client)
    for _n in range(5):
        client.post(CONFIRM, {"action": "resend"})

    assert OutgoingEmail.objects.count() == 3  # the first, and two more


@pytest.mark.parametrize("email", ["", "wati", "wati@", "\x00", "a" * 3000])
def test_a_bad_address_is_refused_in_words(client, email):
    answer = request_code(client, email=email)

    assert answer.status_code in {200, 400}
    assert not OutgoingEmail.objects.exists()
    if answer.status_code == 200:
        assert answer.context["form"].errors["email"]


def test_a_session_by_code_lasts_sixty_days_where_it_was_chosen(client, wati):
    request_code(client, stay_signed_in="on")
    client.post(CONFIRM, {"code": sent_code()})

    with time_machine.travel(timezone.now() + timedelta(days=59), tick=False):
        assert client.get(reverse("account_home")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        assert client.get(reverse("account_home")).status_code == 302


def test_whoever_gets_no_code_can_sign_in_another_way_on_the_same_phone(client, wati):
    page = client.get(request_code(client, stay_signed_in="on")["Location"]).content.decode()

    answer = client.post(reverse("account_logout"), {"next": reverse("account_login")})
    client.post(reverse("account_login"), {"login": wati.email, "password": RIGHT})

    assert 'id="start_again"' in page
    assert answer["Location"] == reverse("account_login")
    assert is_in(client)
    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        assert client.get(reverse("account_home")).status_code == 302  # and the tick is forgotten
