"""Devices on which an account has signed in before: a signed cookie, nothing in the database."""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from kimportal.web.email_addresses import canonical_email

COOKIE = "__Host-device" if settings.HTTPS else "device"
SALT = "kimportal.accounts.devices"
AGE = 365 * 24 * 3600


def device_owner(email):
    """What the cookie says of the account: nothing that a reader could turn back into it."""
    return salted_hmac(SALT, canonical_email(email)).hexdigest()[:32]


def remember_device(response, person):
    """Let this device be known when it next signs in to the same account."""
    response.set_signed_cookie(
        COOKIE,
        f"{device_owner(person.email)}:{secrets.token_urlsafe(12)}",
        salt=SALT,
        max_age=AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def is_known_device(request, email):
    """The device's own number if it once signed in to this account, else ''."""
    account, _colon, number = read(request).partition(":")
    return number if account == device_owner(email) else ""


def last_device_owner(request):
    """The account that last signed in on this device, as `owner` tells it; '' for none."""
    return read(request).partition(":")[0]


def read(request):
    try:
        return request.get_signed_cookie(COOKIE, salt=SALT, max_age=AGE)
    except (KeyError, signing.BadSignature):
        return ""
