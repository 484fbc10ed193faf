"""Breach report: the people whom a breach affects, for the notice of UU 27/2022 PDP art. 46.

Read from the audit log and, where they are given, from lines of the security log. Each module in
settings.PRIVACY_PROVIDERS names the people whom an audit event affects by the data as they are
now: a value changed since the breach is not the value seen then.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings

from kimportal.accounts.models import Person
from kimportal.audit.models import AuditEvent

LogLine = dict[str, Any]

#: Security events about an account → (what happened to its owner, data that were exposed).
ACCOUNT_EVENTS = {
    "login": ("signed in as this person", "name, e-mail, phone, own data"),
    "data_exported": (
        "took this person's own data",
        "everything the portal holds about the person",
    ),
    "password_changed": ("changed the password", "password"),
    "password_reset": ("changed the password", "password"),
    "email_changed": ("changed the e-mail address", "e-mail"),
    "second_step_added": ("added a second step", "second step"),
    "second_step_removed": ("removed a second step", "second step"),
    "recovery_codes_made": ("made recovery codes", "second step"),
}
HEADER = [
    *("e-mail", "name", "phone", "what happened", "which data"),
    *("first", "last", "times", "requests"),
]
MAX_REQUESTS = 20


@dataclass(frozen=True)
class AffectedPerson:
    """A person with their address, what happened, and the data it happened to."""

    email: str
    name: str
    phone: str
    event: str
    data: str

    @classmethod
    def from_person(cls, person: Person, event: str, data: str) -> "AffectedPerson":
        return cls(person.email, person.name, person.phone, event, data)


@dataclass(frozen=True)
class BreachScope:
    """The period from `since` until before `until`, narrowed by actor, IP address and requests."""

    since: datetime
    until: datetime
    actor: int | None = None
    ip: str = ""
    requests: frozenset[str] = frozenset()
    lines: Iterable[str] = ()

    @property
    def audit_changes(self) -> dict[str, Any]:
        """Return the scope as the audit log stores it, without the IP address."""
        return {
            "from": self.since.isoformat(),
            "until": self.until.isoformat(),
            "actor": self.actor,
            "by_address": bool(self.ip),
            "requests": sorted(self.requests)[:MAX_REQUESTS],
        }


@dataclass
class Occurrences:
    """When, how often and in which requests the same happened to the same person."""

    first: datetime
    last: datetime
    times: int = 0
    requests: set[str] = field(default_factory=set)


Occurrence = tuple[AffectedPerson, datetime, str]


def report(scope: BreachScope) -> Iterator[list[Any]]:
    """Yield the header, then a row for each person, event and data."""
    occurrences: dict[AffectedPerson, Occurrences] = {}
    lines = [line for line in security_events(scope.lines) if matches(line, scope)]
    for person, at, request in [*from_audit_events(scope, lines), *from_log(lines)]:
        entry = occurrences.setdefault(person, Occurrences(at, at))
        entry.first, entry.last = min(entry.first, at), max(entry.last, at)
        entry.times += 1
        entry.requests.add(request)
    yield HEADER
    for person in sorted(occurrences, key=lambda person: (person.email, person.name, person.event)):
        entry = occurrences[person]
        requests = " ".join(sorted(entry.requests - {""})[:MAX_REQUESTS])
        period = [entry.first.isoformat(), entry.last.isoformat(), entry.times, requests]
        yield [person.email, person.name, person.phone, person.event, person.data, *period]


# -- the audit log


def from_audit_events(scope: BreachScope, lines: list[LogLine]) -> Iterator[Occurrence]:
    """Yield (person, time, request id) of the audit events in the scope."""
    audit_events = AuditEvent.objects.filter(at__gte=scope.since, at__lt=scope.until)
    if scope.actor:
        audit_events = audit_events.filter(by=scope.actor)
    requests = set(scope.requests)
    if scope.ip:
        requests |= {line["request"] for line in lines if line.get("request")}
    if scope.requests or scope.ip:
        audit_events = audit_events.filter(request_id__in=requests)
    providers = [import_module(path) for path in settings.PRIVACY_PROVIDERS]
    for audit_event in audit_events.order_by("id").iterator(chunk_size=1000):
        for provider in providers:
            for person in provider.affected_by(audit_event):
                yield person, audit_event.at, audit_event.request_id


# -- the security log


def security_events(lines: Iterable[str]) -> Iterator[LogLine]:
    """Yield the security events among lines of a log; skip whatever else it contains."""
    for line in lines:
        try:
            event = json.loads(line[line.index("{") :])
            event["timestamp"] = datetime.fromisoformat(event["timestamp"])
        except (ValueError, KeyError, TypeError):
            continue
        if event.get("logger") == "kimportal.audit":
            yield event


def matches(line: LogLine, scope: BreachScope) -> bool:
    """Return whether a security event is in the scope."""
    return (
        scope.since <= line["timestamp"] < scope.until
        and (not scope.ip or line.get("ip") == scope.ip)
        and (not scope.actor or line.get("user_id") == scope.actor)
        and (not scope.requests or line.get("request") in scope.requests)
    )


def from_log(lines: Iterable[LogLine]) -> Iterator[Occurrence]:
    """Yield (person, time, request id) of the events of accounts, which no audit event records."""
    events = [
        line for line in lines if line.get("event") in ACCOUNT_EVENTS and "audit_event" not in line
    ]
    people = Person.objects.in_bulk({line["user_id"] for line in events if line.get("user_id")})
    for line in events:
        if person := people.get(line.get("user_id")):
            affected = AffectedPerson.from_person(person, *ACCOUNT_EVENTS[line["event"]])
            yield affected, line["timestamp"], line.get("request", "")
