"""Members stay signed in 60 days on a device they chose; staff never do."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from kimportal.accounts.models import Role
from tests.factories import StaffFactory
from tests.kimportal.accounts.test_sign_in import RIGHT
from tests.kimportal.accounts.test_sign_up import NEW, code
from tests.second_step import activate_totp, code_now

pytestmark = pytest.mark.django_db
SIXTY_DAYS = {60 * 24 * 3600, 60 * 24 * 3600 - 1}


def sign_in_by_password(client, email="wati@example.org", **more):
    client.post(reverse("account_login"), {"login": email, "password": RIGHT} | more)


def is_signed_in_after(client, **time):
    with time_machine.travel(timezone.now() + timedelta(**time), tick=False):
        return client.get(reverse("account_home")).status_code == 200


def test_a_chosen_device_stays_signed_in_for_sixty_days_and_no_longer(client, wati):
    sign_in_by_password(client, stay_signed_in="on")

    assert client.cookies["sessionid"]["max-age"] in SIXTY_DAYS
    assert is_signed_in_after(client, days=59, hours=23)
    assert not is_signed_in_after(client, days=60, hours=1)


def test_use_does_not_prolong_it(client, wati):
    sign_in_by_password(client, stay_signed_in="on")

    for day in (20, 40, 59):
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=False):
            client.post(reverse("account_edit"), {"name": f"Wati {day}", "language": "id"})

    assert not is_signed_in_after(client, days=60, hours=1)


def test_without_the_choice_the_cookie_ends_with_the_browser_and_the_session_after_a_day(
    client, wati
):
    sign_in_by_password(client)

    assert client.cookies["sessionid"]["max-age"] == ""
    assert is_signed_in_after(client, hours=11)
    assert not is_signed_in_after(client, hours=13)


def test_the_choice_survives_the_second_step(client, wati):
    activate_totp(wati)
    sign_in_by_password(client, stay_signed_in="on")

    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert client.cookies["sessionid"]["max-age"] in SIXTY_DAYS
    assert is_signed_in_after(client, days=59)


def test_who_signs_up_may_choose_it_too(client):
    client.post(reverse("account_signup"), NEW | {"stay_signed_in": "on"})
    client.post(reverse("account_email_verification_sent"), {"code": code()})

    assert is_signed_in_after(client, days=59)


@pytest.mark.parametrize("with_second_step", [True, False])
def test_staff_cannot_choose_it(client, with_second_step, settings):
    settings.STAFF_MFA = with_second_step
    rini = StaffFactory(email="rini@example.org", role=Role.REVIEWER)
    EmailAddress.objects.create(user=rini, email=rini.email, verified=True, primary=True)
    if with_second_step:
        activate_totp(rini)

    sign_in_by_password(client, rini.email, stay_signed_in="on")
    if with_second_step:
        client.post(reverse("mfa_authenticate"), {"code": code_now(), "stay_signed_in": "on"})

    assert "_auth_user_id" in client.session
    assert client.cookies["sessionid"]["max-age"] in {"", 43200}
    assert not is_signed_in_after(client, hours=13)


def test_a_member_made_staff_loses_the_long_session(client, wati, administrator):
    sign_in_by_password(client, stay_signed_in="on")

    wati.change_role(Role.REVIEWER, by=administrator)

    assert client.get(reverse("account_home")).status_code == 302


def test_the_account_page_says_how_long_this_device_stays_signed_in(client, wati):
    sign_in_by_password(client, stay_signed_in="on")
    with time_machine.travel("2026-12-01T03:00:00Z", tick=False):
        client.logout()
        sign_in_by_password(client, stay_signed_in="on")
        page = client.get(reverse("account_home")).content.decode()

    assert "Anda tetap masuk sampai 30 Januari 2027" in " ".join(page.split())


def test_the_account_page_says_when_nothing_was_chosen(client, wati):
    sign_in_by_password(client)

    page = client.get(reverse("account_home")).content.decode()

    assert "Anda tetap masuk sampai browser ditutup" in " ".join(page.split())


def test_a_long_session_does_not_open_what_asks_for_the_password_again(client, wati):
    sign_in_by_password(client, stay_signed_in="on")

    for name in ("account_download", "account_erase"):
        answer = client.get(reverse(name))

        assert answer["Location"].startswith(reverse("account_reauthenticate"))
