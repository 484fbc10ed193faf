"""Whose phone it is, for forms that wait there after the session has ended."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from kimportal.accounts.models import Person

SALT = "kimportal.offline"
MARK_AGE = timedelta(days=30)


@dataclass(frozen=True)
class Phone:
    """What a member's page tells the phone of its owner.

    `mark` names the owner to the server for thirty days, also without a session; it lets nobody in
    and shows nothing, and ending the person's sessions revokes it. With `seal` the phone seals what
    it hands to another phone; the mark travels along, the seal never does.
    """

    id: str
    name: str
    mark: str
    seal: str


def phone_of(person: Person) -> Phone:
    mark = signing.dumps([person.pk, person.session_nonce], salt=SALT)
    return Phone(person_id(person), (person.name.split() or [""])[0], mark, sealing_key(mark))


def person_id(person: Person) -> str:
    """Return the opaque id under which a phone keeps this person's things."""
    return salted_hmac(f"{SALT}.id", str(person.pk)).hexdigest()[:16]


def sealing_key(mark: str) -> str:
    return salted_hmac(f"{SALT}.seal", mark, algorithm="sha256").hexdigest()


def person_from_mark(mark: str) -> Person | None:
    """Return the active person whose page carried this mark, or None."""
    try:
        pk, session_nonce = signing.loads(mark, salt=SALT, max_age=MARK_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(pk=pk, session_nonce=session_nonce).first()


def phone(request: HttpRequest) -> dict[str, Any]:
    """Context processor; lazy, since public pages must read no session."""
    return {"phone": SimpleLazyObject(partial(_phone_of_request, request))}


def _phone_of_request(request: HttpRequest) -> Phone | None:
    return phone_of(request.user) if request.user.is_authenticated else None
