"""Whom a breach touches: for the notice within 3 × 24 hours that UU 27/2022 PDP art. 46 asks for.

Read from the memory of decisions and, where they are given, from the lines of kimportal.audit.
Each keeper in settings.PERSONAL_DATA says whom a decision touches, as the data stand now: what was
mended since the breach is not what was seen then.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module

from django.conf import settings

from kimportal.accounts.models import Person
from kimportal.audit.models import AuditEvent

#: What an event of an account tells about the account's owner, and which data lay open.
ACCOUNT = {
    "login": ("signed in as this person", "name, e-mail, phone, own data"),
    "told": ("took this person's own data", "everything the portal holds about the person"),
    "password_changed": ("changed the password", "password"),
    "password_reset": ("changed the password", "password"),
    "email_changed": ("changed the e-mail address", "e-mail"),
    "second_step_added": ("added a second step", "second step"),
    "second_step_removed": ("removed a second step", "second step"),
    "recovery_codes_made": ("made recovery codes", "second step"),
}
HEAD = [
    *("e-mail", "name", "phone", "what happened", "which data"),
    *("first", "last", "times", "requests"),
]
MOST_REQUESTS = 20


@dataclass(frozen=True)
class AffectedPerson:
    """One person as somebody may write to, what happened, and to which data."""

    email: str
    name: str
    phone: str
    what: str
    data: str

    @classmethod
    def person(cls, person, what, data):
        return cls(person.email, person.name, person.phone, what, data)


@dataclass(frozen=True)
class BreachScope:
    """What is asked about: from `since` until before `until`, narrowed by what is known."""

    since: datetime
    until: datetime
    actor: int | None = None
    ip: str = ""
    requests: frozenset = frozenset()
    lines: Iterable = ()

    @property
    def told(self):
        return {
            "from": self.since.isoformat(),
            "until": self.until.isoformat(),
            "actor": self.actor,
            "by_address": bool(self.ip),
            "requests": sorted(self.requests)[:MOST_REQUESTS],
        }


@dataclass
class Occurrences:
    first: datetime
    last: datetime
    times: int = 0
    requests: set = field(default_factory=set)


def report(window):
    """A head, then a row for each person, deed and data."""
    found = {}
    lines = [line for line in events(window.lines) if fits(line, window)]
    for touched, at, request in [*from_decisions(window, lines), *from_lines(lines)]:
        often = found.setdefault(touched, Occurrences(at, at))
        often.first, often.last = min(often.first, at), max(often.last, at)
        often.times += 1
        often.requests.add(request)
    yield HEAD
    for one in sorted(found, key=lambda one: (one.email, one.name, one.what)):
        often = found[one]
        named = " ".join(sorted(often.requests - {""})[:MOST_REQUESTS])
        times = [often.first.isoformat(), often.last.isoformat(), often.times, named]
        yield [one.email, one.name, one.phone, one.what, one.data, *times]


# -- the memory


def from_decisions(window, lines):
    audit_events = AuditEvent.objects.filter(at__gte=window.since, at__lt=window.until)
    if window.actor:
        audit_events = audit_events.filter(by=window.actor)
    asked = set(window.requests)
    if window.ip:
        asked |= {line["request"] for line in lines if line.get("request")}
    if window.requests or window.ip:
        audit_events = audit_events.filter(request_id__in=asked)
    keepers = [import_module(keeper) for keeper in settings.PRIVACY_PROVIDERS]
    for audit_event in audit_events.order_by("id").iterator(chunk_size=1000):
        for keeper in keepers:
            for affected in keeper.affected_by(audit_event):
                yield affected, audit_event.at, audit_event.request_id


# -- the log


def events(lines):
    """The events among lines of a log; whatever else stands there is passed over."""
    for line in lines:
        try:
            told = json.loads(line[line.index("{") :])
            told["at"] = datetime.fromisoformat(told["at"])
        except (ValueError, KeyError, TypeError):
            continue
        if told.get("logger") == "kimportal.audit":
            yield told


def fits(line, window):
    return (
        window.since <= line["at"] < window.until
        and (not window.ip or line.get("ip") == window.ip)
        and (not window.actor or line.get("who") == window.actor)
        and (not window.requests or line.get("request") in window.requests)
    )


def from_lines(lines):
    told = [line for line in lines if line.get("event") in ACCOUNT and "audit_event" not in line]
    people = Person.objects.in_bulk({line["who"] for line in told if line.get("who")})
    for line in told:
        if person := people.get(line.get("who")):
            what, data = ACCOUNT[line["event"]]
            yield AffectedPerson.person(person, what, data), line["at"], line.get("request", "")
