"""A forgotten password: a letter to the owner, silence to everybody else."""

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kimportal.mail.models import OutgoingEmail
from tests.second_step import activate_totp

pytestmark = pytest.mark.django_db
SIGN_UP = {
    "name": "Wati Lestari",
    "password1": "kopi-pagi-di-teras-7",
    "password2": "kopi-pagi-di-teras-7",
    "is_adult": "on",
    "agrees": "on",
}
NEW = {"password1": "bubur-ayam-tengah-malam", "password2": "bubur-ayam-tengah-malam"}


def ask(client, email="wati@example.org"):
    return client.post(reverse("account_reset_password"), {"email": email})


def link():
    found = re.search(
        r"http://testserver(/akun/password/reset/key/\S+)", OutgoingEmail.objects.get().text
    )
    return found.group(1)


def choose(client, path, data=NEW):
    """Open the letter's address, then send the form it leads to."""
    opened = client.get(path)
    return client.post(opened["Location"], data) if opened.status_code == 302 else opened


def test_known_and_unknown_addresses_get_the_same_answer(client, wati):
    known, unknown = ask(client), ask(Client(), "nobody@example.org")

    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert sorted(known.headers) == sorted(unknown.headers)


def test_only_the_owner_gets_a_letter(client, wati):
    ask(client, "nobody@example.org")
    ask(client)

    assert OutgoingEmail.objects.get().to == "wati@example.org"


def test_a_letter_is_written_for_an_unknown_address_too_but_never_sent(client, db):
    with CaptureQueriesContext(connection) as queries:
        ask(client, "nobody@example.org")

    assert any('INSERT INTO "kimportal_outgoingemail"' in query["sql"] for query in queries)
    assert not OutgoingEmail.objects.exists()


def test_the_letter_opens_a_new_password_once(client, wati):
    ask(client)
    path = link()

    choose(client, path)
    again = Client().get(path)

    wati.refresh_from_db()
    assert wati.check_password("bubur-ayam-tengah-malam")
    assert again.status_code == 200
    assert again.context["token_fail"]


def test_a_new_password_ends_every_session(client, wati, sign_in):
    thief = sign_in(wati)
    ask(client)

    choose(client, link())

    assert thief.get(reverse("account_home")).status_code == 302


def test_it_opens_the_door_to_an_owner_whose_place_was_made_to_wait(client, wati):
    for n in range(10):
        Client().post(reverse("account_login"), {"login": wati.email, "password": f"salah-{n}"})
    ask(client)
    choose(client, link())

    client.post(
        reverse("account_login"), {"login": wati.email, "password": "bubur-ayam-tengah-malam"}
    )

    assert client.session["_auth_user_id"] == str(wati.pk)


def test_the_second_step_stays_after_a_reset(client, wati):
    activate_totp(wati)
    ask(client)
    choose(client, link())

    answer = client.post(
        reverse("account_login"), {"login": wati.email, "password": "bubur-ayam-tengah-malam"}
    )

    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_three_letters_an_hour_are_enough_for_one_address(client, wati):
    for _time in range(4):
        ask(client)

    assert OutgoingEmail.objects.count() == 3


def test_the_letter_is_in_the_person_s_language(client, wati):
    wati.language = "en"
    wati.save()

    ask(client)

    letter = OutgoingEmail.objects.get()
    assert letter.subject == "Choose a new password for Portal KIM"
    assert '<html lang="en">' in letter.html


@pytest.fixture
def waits(monkeypatch, settings):
    """The seconds slept since; nobody really waits."""
    settings.AUTH_RESPONSE_SECONDS = 30
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@pytest.mark.parametrize("email", ["wati@example.org", "nobody@example.org"])
def test_both_answers_wait_for_the_same_moment(client, wati, waits, email):
    ask(client, email)

    assert len(waits) == 1
    assert 20 < waits[0] <= 30


@pytest.mark.parametrize("email", ["wati@example.org", "new@example.org"])
def test_sign_up_waits_for_the_same_moment_too(client, wati, waits, email):
    client.post(reverse("account_signup"), SIGN_UP | {"email": email})

    assert len(waits) == 1
    assert 20 < waits[0] <= 30
