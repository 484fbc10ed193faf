"""How long members stay signed in: until the browser closes, or 60 days on a device they chose.

Staff cannot choose: their sessions have the limits of staff_sessions.py (SECURITY_BAR R29).
"""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from kimportal.accounts.models import Role

STAY_FOR = timedelta(days=60)
#: Key of the choice in the session, which a second step may follow; also the name of the field.
CHOICE = "stay_signed_in"
UNTIL = "signed_in_until"


def choose(request: HttpRequest, *, stay: bool) -> None:
    """Store the choice until the sign-in is complete."""
    if stay:
        request.session[CHOICE] = True
    else:
        request.session.pop(CHOICE, None)


def apply(request: HttpRequest) -> None:
    """Let the session of a member who chose so end 60 days from now, used or not."""
    person = request.user
    if not person.is_authenticated or person.role != Role.NONE:
        return
    # A passkey signs in with one request, so its choice comes with it.
    if request.session.pop(CHOICE, False) or CHOICE in request.POST:
        until = timezone.now() + STAY_FOR
        request.session.set_expiry(until)
        request.session[UNTIL] = until.isoformat()


def stays_until(request: HttpRequest) -> datetime | None:
    """Return when this session ends; None: when the browser closes."""
    until = request.session.get(UNTIL)
    return datetime.fromisoformat(until) if until else None
