"""Staff sessions: the second factor and the time limits by which a person counts as staff."""

import time
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from kimportal.accounts.models import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kimportal.accounts.models import Person

IDLE = 30 * 60
ABSOLUTE = 12 * 60 * 60
LAST_SEEN = "staff_seen_at"
#: Seconds between two writes of LAST_SEEN to the session.
TOUCH_INTERVAL = 60


class SessionStatus(Enum):
    VALID = auto()
    NOT_STAFF = auto()
    NO_SECOND_STEP = auto()  # signed in by password alone
    IDLE = auto()
    EXPIRED = auto()


def session_status(request: HttpRequest, person: "Person | AnonymousUser") -> SessionStatus:
    """Check the session against the rules for staff (SECURITY_BAR R29, R30)."""
    if not person.is_authenticated or not person.is_active or person.role == Role.NONE:
        return SessionStatus.NOT_STAFF
    records = get_authentication_records(request, person)
    if settings.STAFF_MFA and not any(record["method"] == "mfa" for record in records):
        return SessionStatus.NO_SECOND_STEP
    if not records:  # signed in by code, as tests and shells do
        return SessionStatus.VALID
    now = time.time()
    if now - records[0]["at"] > ABSOLUTE:
        return SessionStatus.EXPIRED
    if now - max(request.session.get(LAST_SEEN, 0), records[-1]["at"]) > IDLE:
        return SessionStatus.IDLE
    return SessionStatus.VALID


def touch(request: HttpRequest) -> None:
    """Restart the idle limit."""
    if time.time() - request.session.get(LAST_SEEN, 0) > TOUCH_INTERVAL:
        request.session[LAST_SEEN] = time.time()


def with_session_status(
    request: HttpRequest, person: "Person | AnonymousUser"
) -> "Person | AnonymousUser":
    """Return the same person, who counts as staff only while the session is valid."""
    if person.is_authenticated and person.role != Role.NONE:
        person.has_valid_staff_session = session_status(request, person) is SessionStatus.VALID
        if person.has_valid_staff_session:
            touch(request)
    return person


class StaffSessionMiddleware:
    """Checks the session only when request.user is used, so public pages never read a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = request.user
        request.user = SimpleLazyObject(  # type: ignore[assignment]
            lambda: with_session_status(request, person)
        )
        return self.get_response(request)
