"""Sign-up: email verification by a code, consent, and no account enumeration."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from kimportal.accounts.models import CONSENT_VERSION, Person
from kimportal.mail.models import OutgoingEmail
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Wati Lestari",
    "email": "Wati@Example.org",
    "password1": "kopi-pagi-di-teras-7",
    "password2": "kopi-pagi-di-teras-7",
    "is_adult": "on",
    "agrees": "on",
    "homepage": "",
}
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), NEW | changes)


def code():
    return CODE.search(OutgoingEmail.objects.latest("pk").text).group()


def test_the_address_is_verified_by_the_code_in_the_email(client):
    sign_up(client)
    answer = client.post(reverse("account_email_verification_sent"), {"code": code()})

    wati = Person.objects.get()
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(wati.pk)
    assert (wati.email, wati.name, wati.language) == ("wati@example.org", "Wati Lestari", "id")
    assert EmailAddress.objects.get().verified


def test_without_the_code_nobody_is_signed_in(client):
    sign_up(client)

    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get().verified
    assert client.get(reverse("account_home")).status_code == 302


def test_after_three_wrong_codes_the_right_one_is_rejected(client):
    sign_up(client)
    right = code()
    for _try in range(3):
        client.post(reverse("account_email_verification_sent"), {"code": "AAAA-AAAA"})

    client.post(reverse("account_email_verification_sent"), {"code": right})

    assert not EmailAddress.objects.get().verified


def test_the_consent_is_stored_with_version_and_time(client):
    before = timezone.now()

    sign_up(client)

    consent = Person.objects.get().consents.get()
    assert consent.text_version == CONSENT_VERSION
    assert before <= consent.given_at <= timezone.now()
    assert consent.withdrawn_at is None


@pytest.mark.parametrize("tick", ["is_adult", "agrees"])
def test_no_account_without_consent_or_for_children(client, tick):
    answer = sign_up(client, **{tick: ""})

    assert tick in answer.context["form"].errors
    assert not Person.objects.exists()


def test_a_filled_honeypot_creates_neither_account_nor_email(client):
    answer = sign_up(client, homepage="https://slot.example")

    assert answer.status_code == 302
    assert not Person.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_the_email_is_in_the_language_of_the_page(client):
    client.post("/en/akun/signup/", NEW)

    outgoing_email = OutgoingEmail.objects.get()
    assert outgoing_email.language == Person.objects.get().language == "en"
    assert "is your code for Portal KIM" in outgoing_email.subject
    assert code() in outgoing_email.html


def same(answer):
    """Return status, headers and body of a response without their random parts, to compare."""
    changing = {"X-Request-Id", "ETag", "Expires"}
    headers = {k: v for k, v in answer.headers.items() if k not in changing}
    headers["Content-Security-Policy"] = set(headers["Content-Security-Policy"].split("; "))
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    body = re.sub(r"(budi|wati)@example.org", "@", body)
    return answer.status_code, headers, sorted(answer.cookies), body


def test_registered_and_unknown_addresses_get_the_same_responses(client, hashed):
    PersonFactory(email="budi@example.org")
    answers, hashes = {}, {}
    for email in ("budi@example.org", "wati@example.org"):
        fresh = type(client)()
        hashed.clear()
        first = sign_up(fresh, email=email)
        hashes[email] = len(hashed)
        then = fresh.get(first["Location"])
        wrong = fresh.post(first["Location"], {"code": "AAAA-AAAA"})
        answers[email] = [same(first), same(then), same(wrong)]

    assert answers["budi@example.org"] == answers["wati@example.org"]
    assert hashes == {"budi@example.org": 1, "wati@example.org": 1}


def test_only_an_email_reveals_that_an_address_is_registered(client):
    budi = PersonFactory(email="budi@example.org")

    sign_up(client, email="BUDI@example.org")

    assert list(Person.objects.all()) == [budi]
    outgoing_email = OutgoingEmail.objects.get()
    assert outgoing_email.to == "budi@example.org"
    assert "http://testserver/akun/password/reset/" in outgoing_email.text
    assert not CODE.search(outgoing_email.text)


def test_submitted_values_are_shown_again_except_the_password(client):
    answer = sign_up(client, password2="lain")

    page = answer.content.decode()
    assert 'value="Wati Lestari"' in page
    assert "kopi-pagi" not in page


@pytest.mark.parametrize(
    "password",
    ["pendek", "password1234", "KimKominfo2024!", "pemilu-2024-malang", "wati-lestari-9"],
)
def test_guessable_passwords_are_rejected(client, password):
    answer = sign_up(client, password1=password, password2=password)

    assert "password1" in answer.context["form"].errors
    assert not Person.objects.exists()


def test_an_unverified_account_is_deleted_after_two_days(client, sari):
    sign_up(client)
    Person.objects.exclude(pk=sari.pk).update(joined_at=timezone.now() - timedelta(days=3))

    call_command("apply_retention")

    assert list(Person.objects.all()) == [sari]


def test_a_verified_account_stays(client):
    sign_up(client)
    client.post(reverse("account_email_verification_sent"), {"code": code()})
    Person.objects.update(joined_at=timezone.now() - timedelta(days=3))

    call_command("apply_retention")

    assert Person.objects.count() == 1
