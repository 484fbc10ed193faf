"""Unsubscribing from reminders: a link in the email, and one click in the mail client (RFC 8058)."""

import pytest
from django.test import Client
from django.urls import reverse

from kimportal.accounts.models import UNSUBSCRIBE_SIGNER, Person
from kimportal.mail.models import OutgoingEmail
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def wati():
    return PersonFactory(name="Wati", email="wati@example.org")


def wants(person):
    return Person.objects.get(pk=person.pk).wants_reminders


def sent(mailoutbox, capture, **options):
    with capture(execute=True):
        OutgoingEmail.objects.send(
            "account_exists", to="wati@example.org", language="id", context={}, **options
        )
    return mailoutbox[0].message()


def test_the_headers_offer_one_click_unsubscribe(
    wati, mailoutbox, django_capture_on_commit_callbacks
):
    mail = sent(
        mailoutbox, django_capture_on_commit_callbacks, unsubscribe_url=wati.unsubscribe_url
    )

    assert mail["List-Unsubscribe"] == f"<{wati.unsubscribe_url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_an_unsubscribe_url_there_are_no_headers(
    mailoutbox, django_capture_on_commit_callbacks
):
    mail = sent(mailoutbox, django_capture_on_commit_callbacks)

    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)


def test_opening_the_link_only_asks_for_confirmation(wati, client, settings):
    response = client.get(wati.unsubscribe_url.removeprefix(settings.SITE_URL))

    assert "Berhenti menerima pengingat?" in response.content.decode()
    assert wants(wati)


def test_one_click_needs_neither_cookie_nor_csrf_token_and_may_be_repeated(wati, settings):
    mail_client = Client(enforce_csrf_checks=True)
    address = wati.unsubscribe_url.removeprefix(settings.SITE_URL)

    answers = [mail_client.post(address, ONE_CLICK).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert not wants(wati)


def test_the_page_names_nobody(wati, client, settings):
    page = client.post(
        wati.unsubscribe_url.removeprefix(settings.SITE_URL), ONE_CLICK
    ).content.decode()

    assert "Wati" not in page
    assert "wati@" not in page


def test_the_url_is_in_the_language_of_the_account(wati):
    wati.language = "en"

    assert "/en/akun/pengingat/" in wati.unsubscribe_url


@pytest.mark.parametrize("forge", [lambda token: token[:-1], lambda token: "1" + token, str.upper])
def test_a_forged_token_is_not_found_and_changes_nothing(wati, client, forge):
    token = forge(UNSUBSCRIBE_SIGNER.sign(wati.pk))

    response = client.post(reverse("reminders_stop", args=[token]), ONE_CLICK)

    assert response.status_code == 404
    assert wants(wati)


def test_an_erased_person_is_not_found(wati, client, settings):
    address = wati.unsubscribe_url.removeprefix(settings.SITE_URL)
    wati.erase(by=wati)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("choice", [True, False])
def test_the_account_page_stores_the_choice(wati, sign_in, choice):
    Person.objects.filter(pk=wati.pk).update(wants_reminders=not choice)
    data = {"name": "Wati", "phone": "", "language": "id"} | (
        {"wants_reminders": "on"} if choice else {}
    )

    sign_in(wati).post(reverse("account_edit"), data)

    assert wants(wati) == choice


def test_the_choice_is_in_the_export_of_personal_data(wati):
    assert wati.export_data()["account"]["reminders"] is True
