"""Every address that allauth brings along: none breaks, none is kept, none is an unlocked side door."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kimportal.mail.models import OutgoingEmail
from tests.second_step import activate_recovery_codes, activate_totp

pytestmark = pytest.mark.django_db
WORDS = {
    "email": "wati@example.org",
    "recipient": "wati@example.org",
    "login": "wati@example.org",
    "password": "x",
    "code": "123456",
    "credential": "{}",
    "name": "x",
    "action_add": "",
}


def patterns(resolver):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        elif isinstance(one, URLPattern) and one.callback.__module__.startswith("allauth."):
            yield one


DOORS = {one.name for one in patterns(get_resolver())}
KEYS = {
    "account_reset_password_from_key": ["1", "x-y"],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
}


def address(name):
    return reverse(name, args=KEYS.get(name))


@pytest.mark.parametrize("name", sorted(DOORS))
@pytest.mark.parametrize("who", ["nobody", "wati", "wati with a second step"])
def test_no_door_breaks_or_is_kept(name, who, client, wati, sign_in):
    if who != "nobody":
        client = sign_in(wati)
    if who.endswith("step"):
        activate_totp(wati)
        activate_recovery_codes(wati)
    client.raise_request_exception = False

    for answer in (client.get(address(name)), client.post(address(name), WORDS)):
        assert answer.status_code < 500
        assert "no-store" in answer["Cache-Control"]


def test_a_code_by_letter_does_not_stand_in_for_the_password(wati, sign_in):
    client = sign_in(wati)

    asked = client.post(reverse("account_request_reauthentication_code"), WORDS)
    page = client.get(reverse("account_reauthenticate"))

    assert asked.status_code == 403
    assert not OutgoingEmail.objects.exists()
    assert reverse("account_request_reauthentication_code") not in page.content.decode()
