"""Trusted devices, on which an account has signed in before: a signed cookie, no database row."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from kimportal.web.email_addresses import canonical_email

if TYPE_CHECKING:
    from kimportal.accounts.models import Person

COOKIE = "__Host-device" if settings.HTTPS else "device"
SALT = "kimportal.accounts.devices"
MAX_AGE = 365 * 24 * 3600


def device_owner(email: str) -> str:
    """Return the hash that stands for an account in the cookie; it does not reveal the email."""
    return salted_hmac(SALT, canonical_email(email)).hexdigest()[:32]


def remember_device(response: HttpResponseBase, person: "Person") -> None:
    """Set the cookie by which this device is recognised at the next sign-in."""
    response.set_signed_cookie(
        COOKIE,
        f"{device_owner(person.email)}:{secrets.token_urlsafe(12)}",
        salt=SALT,
        max_age=MAX_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def trusted_device_id(request: HttpRequest, email: str) -> str:
    """Return the id of this device if it has signed in to this account before, else ""."""
    account, _colon, device_id = read(request).partition(":")
    return device_id if account == device_owner(email) else ""


def last_device_owner(request: HttpRequest) -> str:
    """Return the `device_owner` hash of the last account that signed in on this device, or ""."""
    return read(request).partition(":")[0]


def read(request: HttpRequest) -> str:
    try:
        return request.get_signed_cookie(COOKIE, salt=SALT, max_age=MAX_AGE) or ""
    except (KeyError, signing.BadSignature):
        return ""
