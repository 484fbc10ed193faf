"""Authenticator app and recovery codes (passkeys: tests/browser/test_signup.py)."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from kimportal.mail.models import OutgoingEmail
from tests.second_step import SECRET, activate_recovery_codes, activate_totp, code_now

pytestmark = pytest.mark.django_db
PASSWORD = "kopi-pagi-di-teras-7"


@pytest.fixture
def protected(wati):
    activate_totp(wati)
    return wati


def at_the_second_step(person):
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def enter_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_password_alone_does_not_sign_in(protected):
    client = at_the_second_step(protected)

    assert not is_in(client)
    assert client.get(reverse("account_home")).status_code == 302


def test_the_current_code_signs_in_with_a_new_session_key(protected):
    client = at_the_second_step(protected)
    before = client.session.session_key

    enter_code(client, code_now())

    assert is_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("steps", [-2, -1, 1, 2])
def test_codes_of_other_moments_are_rejected(protected, steps):
    client = at_the_second_step(protected)

    enter_code(client, code_now(steps=steps))

    assert not is_in(client)


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_a_wrong_clock_is_rejected_with_a_hint(protected, steps):
    client = at_the_second_step(protected)

    answer = enter_code(client, code_now(steps=steps))

    assert not is_in(client)
    assert "jam HP Anda meleset" in answer.content.decode()


def test_a_code_works_once(protected):
    code = code_now()
    enter_code(at_the_second_step(protected), code)

    second = at_the_second_step(protected)
    enter_code(second, code)

    assert not is_in(second)


def test_codes_are_limited_to_ten_tries(protected):
    client = at_the_second_step(protected)
    for n in range(10):
        enter_code(client, f"{n:06}")

    enter_code(client, code_now())

    assert not is_in(client)


def test_a_recovery_code_works_once(protected):
    code = activate_recovery_codes(protected)[0]
    first, second = at_the_second_step(protected), at_the_second_step(protected)

    enter_code(first, code)
    enter_code(second, code)

    assert is_in(first)
    assert not is_in(second)


def test_adding_an_app_requires_the_password_again(
    client, wati, django_capture_on_commit_callbacks
):
    client.post(reverse("account_login"), {"login": wati.email, "password": PASSWORD})
    refused = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_now()})

    assert refused["Location"].startswith(reverse("account_reauthenticate"))
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    subjects = set(OutgoingEmail.objects.filter(to=wati.email).values_list("subject", flat=True))
    assert "Sebuah aplikasi autentikator ditambahkan ke akun Anda" in subjects


def test_the_owner_gets_an_email_about_each_change(client, wati):
    activate_totp(wati)
    client = at_the_second_step(wati)
    enter_code(client, code_now())
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    client.post(reverse("mfa_deactivate_totp"))

    email = OutgoingEmail.objects.latest("pk")
    assert email.subject == "Aplikasi autentikator dilepas dari akun Anda"
    assert "127.0.0.1" in email.text
