"""The way out of reminders: a link in the letter and one click of the mailbox (RFC 8058)."""

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


def sent(mailoutbox, capture, **facts):
    with capture(execute=True):
        OutgoingEmail.objects.send(
            "account_exists", to="wati@example.org", language="id", context={}, **facts
        )
    return mailoutbox[0].message()


def test_a_mailbox_is_told_the_way_out_and_that_one_click_is_enough(
    wati, mailoutbox, django_capture_on_commit_callbacks
):
    mail = sent(
        mailoutbox, django_capture_on_commit_callbacks, unsubscribe_url=wati.unsubscribe_url
    )

    assert mail["List-Unsubscribe"] == f"<{wati.unsubscribe_url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_letter_without_a_way_out_has_no_such_header(
    mailoutbox, django_capture_on_commit_callbacks
):
    mail = sent(mailoutbox, django_capture_on_commit_callbacks)

    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)


def test_opening_the_link_only_asks(wati, client, settings):
    response = client.get(wati.unsubscribe_url.removeprefix(settings.SITE_URL))

    assert "Berhenti menerima pengingat?" in response.content.decode()
    assert wants(wati)


def test_a_mailbox_ends_reminders_with_no_cookie_and_no_token_and_twice_does_no_harm(
    wati, settings
):
    mailbox = Client(enforce_csrf_checks=True)
    address = wati.unsubscribe_url.removeprefix(settings.SITE_URL)

    answers = [mailbox.post(address, ONE_CLICK).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert not wants(wati)


def test_the_page_names_nobody(wati, client, settings):
    page = client.post(
        wati.unsubscribe_url.removeprefix(settings.SITE_URL), ONE_CLICK
    ).content.decode()

    assert "Wati" not in page
    assert "wati@" not in page


def test_the_address_speaks_the_language_of_the_account(wati):
    wati.language = "en"

    assert "/en/akun/pengingat/" in wati.unsubscribe_url


@pytest.mark.parametrize("forge", [lambda mark: mark[:-1], lambda mark: "1" + mark, str.upper])
def test_a_forged_mark_is_not_found_and_changes_nothing(wati, client, forge):
    mark = forge(UNSUBSCRIBE_SIGNER.sign(wati.pk))

    response = client.post(reverse("reminders_stop", args=[mark]), ONE_CLICK)

    assert response.status_code == 404
    assert wants(wati)


def test_whoever_left_is_not_found(wati, client, settings):
    address = wati.unsubscribe_url.removeprefix(settings.SITE_URL)
    wati.erase(by=wati)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("wish", [True, False])
def test_the_account_page_keeps_the_choice(wati, sign_in, wish):
    Person.objects.filter(pk=wati.pk).update(wants_reminders=not wish)
    told = {"name": "Wati", "phone": "", "language": "id"} | (
        {"wants_reminders": "on"} if wish else {}
    )

    sign_in(wati).post(reverse("account_edit"), told)

    assert wants(wati) == wish


def test_the_choice_is_among_what_the_portal_tells_of_a_person(wati):
    assert wati.export_data()["account"]["reminders"] is True
