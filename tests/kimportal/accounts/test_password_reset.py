"""Password reset: an email to the owner, and the same response for everybody."""

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


def request_reset(client, email="wati@example.org"):
    return client.post(reverse("account_reset_password"), {"email": email})


def link():
    match = re.search(
        r"http://testserver(/akun/password/reset/key/\S+)", OutgoingEmail.objects.get().text
    )
    return match.group(1)


def choose(client, path, data=NEW):
    """Open the link of the email and submit the form to which it redirects."""
    opened = client.get(path)
    return client.post(opened["Location"], data) if opened.status_code == 302 else opened


def test_registered_and_unknown_addresses_get_the_same_response(client, wati):
    registered, unknown = request_reset(client), request_reset(Client(), "nobody@example.org")

    assert registered.status_code == unknown.status_code == 302
    assert registered["Location"] == unknown["Location"]
    assert sorted(registered.headers) == sorted(unknown.headers)


def test_only_the_owner_gets_an_email(client, wati):
    request_reset(client, "nobody@example.org")
    request_reset(client)

    assert OutgoingEmail.objects.get().to == "wati@example.org"


def test_an_email_to_an_unknown_address_is_stored_but_never_sent(client, db):
    with CaptureQueriesContext(connection) as queries:
        request_reset(client, "nobody@example.org")

    assert any('INSERT INTO "kimportal_outgoingemail"' in query["sql"] for query in queries)
    assert not OutgoingEmail.objects.exists()


def test_the_link_works_once(client, wati):
    request_reset(client)
    path = link()

    choose(client, path)
    again = Client().get(path)

    wati.refresh_from_db()
    assert wati.check_password("bubur-ayam-tengah-malam")
    assert again.status_code == 200
    assert again.context["token_fail"]


def test_a_new_password_ends_every_session(client, wati, sign_in):
    thief = sign_in(wati)
    request_reset(client)

    choose(client, link())

    assert thief.get(reverse("account_home")).status_code == 302


def test_after_a_reset_the_owner_is_no_longer_rate_limited(client, wati):
    for n in range(10):
        Client().post(reverse("account_login"), {"login": wati.email, "password": f"salah-{n}"})
    request_reset(client)
    choose(client, link())

    client.post(
        reverse("account_login"), {"login": wati.email, "password": "bubur-ayam-tengah-malam"}
    )

    assert client.session["_auth_user_id"] == str(wati.pk)


def test_the_second_step_stays_after_a_reset(client, wati):
    activate_totp(wati)
    request_reset(client)
    choose(client, link())

    answer = client.post(
        reverse("account_login"), {"login": wati.email, "password": "bubur-ayam-tengah-malam"}
    )

    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_one_address_gets_at_most_three_emails_an_hour(client, wati):
    for _time in range(4):
        request_reset(client)

    assert OutgoingEmail.objects.count() == 3


def test_the_email_is_in_the_person_s_language(client, wati):
    wati.language = "en"
    wati.save()

    request_reset(client)

    outgoing_email = OutgoingEmail.objects.get()
    assert outgoing_email.subject == "Choose a new password for Portal KIM"
    assert '<html lang="en">' in outgoing_email.html


@pytest.fixture
def waits(monkeypatch, settings):
    """Return a list of the seconds passed to sleep(), which returns at once."""
    settings.AUTH_RESPONSE_SECONDS = 30
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@pytest.mark.parametrize("email", ["wati@example.org", "nobody@example.org"])
def test_both_responses_take_the_same_time(client, wati, waits, email):
    request_reset(client, email)

    assert len(waits) == 1
    assert 20 < waits[0] <= 30


@pytest.mark.parametrize("email", ["wati@example.org", "new@example.org"])
def test_sign_up_takes_the_same_time_too(client, wati, waits, email):
    client.post(reverse("account_signup"), SIGN_UP | {"email": email})

    assert len(waits) == 1
    assert 20 < waits[0] <= 30
