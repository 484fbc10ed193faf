"""What a session must show before its staff person counts as staff anywhere on the portal."""

import time
from enum import Enum, auto

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.utils.functional import SimpleLazyObject

from kimportal.accounts.models import Role

IDLE = 30 * 60
ABSOLUTE = 12 * 60 * 60
SEEN = "staff_seen_at"
#: The session is written at most this often, in seconds.
NOTED_EVERY = 60


class SessionStatus(Enum):
    STANDS = auto()
    NO_STAFF = auto()
    NO_SECOND_STEP = auto()  # signed in by password alone
    IDLE = auto()
    TOO_LONG = auto()


def session_status(request, person):
    """How this session stands with the rules for staff (SECURITY_BAR R29, R30)."""
    if not person.is_authenticated or not person.is_active or person.role == Role.NONE:
        return SessionStatus.NO_STAFF
    records = get_authentication_records(request, person)
    if settings.STAFF_MFA and not any(record["method"] == "mfa" for record in records):
        return SessionStatus.NO_SECOND_STEP
    if not records:  # signed in by code, as tests and shells do
        return SessionStatus.STANDS
    now = time.time()
    if now - records[0]["at"] > ABSOLUTE:
        return SessionStatus.TOO_LONG
    if now - max(request.session.get(SEEN, 0), records[-1]["at"]) > IDLE:
        return SessionStatus.IDLE
    return SessionStatus.STANDS


def touch(request):
    """The person did something just now."""
    if time.time() - request.session.get(SEEN, 0) > NOTED_EVERY:
        request.session[SEEN] = time.time()


def gated(request, person):
    """The same person, who is staff only while the session stands."""
    if person.is_authenticated and person.role != Role.NONE:
        request.staff_standing = session_status(request, person)
        person.staff_session_stands = request.staff_standing is SessionStatus.STANDS
        if person.staff_session_stands:
            touch(request)
    return person


class StaffSessionMiddleware:
    """Looks only when somebody asks who the user is, so public pages never read a session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        person = request.user
        request.user = SimpleLazyObject(lambda: gated(request, person))
        return self.get_response(request)
