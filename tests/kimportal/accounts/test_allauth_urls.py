"""Every URL of allauth: none raises, none is cached, and code-only reauthentication is off."""

import pytest
from django.urls import URLResolver, get_resolver, reverse

from kimportal.mail.models import OutgoingEmail
from tests.second_step import activate_recovery_codes, activate_totp

pytestmark = pytest.mark.django_db
DATA = {
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
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        elif pattern.callback.__module__.startswith("allauth."):
            yield pattern


URL_NAMES = {pattern.name for pattern in patterns(get_resolver())}
URL_ARGS = {
    "account_reset_password_from_key": ["1", "x-y"],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
}


def url_of(name):
    return reverse(name, args=URL_ARGS.get(name))


@pytest.mark.parametrize("name", sorted(URL_NAMES))
@pytest.mark.parametrize("who", ["nobody", "wati", "wati with a second step"])
def test_no_url_raises_or_is_cached(name, who, client, wati, sign_in):
    if who != "nobody":
        client = sign_in(wati)
    if who.endswith("step"):
        activate_totp(wati)
        activate_recovery_codes(wati)
    client.raise_request_exception = False

    for response in (client.get(url_of(name)), client.post(url_of(name), DATA)):
        assert response.status_code < 500
        assert "no-store" in response["Cache-Control"]


def test_a_code_by_email_does_not_replace_the_password(wati, sign_in):
    client = sign_in(wati)

    response = client.post(reverse("account_request_reauthentication_code"), DATA)
    page = client.get(reverse("account_reauthenticate"))

    assert response.status_code == 403
    assert not OutgoingEmail.objects.exists()
    assert reverse("account_request_reauthentication_code") not in page.content.decode()
