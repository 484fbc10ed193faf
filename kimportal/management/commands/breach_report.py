import csv
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kimportal.accounts.models import Person
from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.csv_export import safe
from kimportal.exports.export import ExportAuditTarget
from kimportal.management.arguments import iso_datetime
from kimportal.privacy import breach


class Command(BaseCommand):
    help = "List the people affected by a breach, as CSV with addresses (UU 27/2022 art. 46)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--by", required=True, help="your own e-mail address, for the audit log"
        )
        parser.add_argument("--from", dest="since", required=True, help="2026-11-25T08:00")
        parser.add_argument("--until", required=True, help="2026-11-25T20:00")
        parser.add_argument("--actor", help="e-mail address of an account that was misused")
        parser.add_argument("--ip", default="", help="an IP address it came from; needs --log")
        parser.add_argument("--request", action="append", default=[], help="a request's id")
        parser.add_argument("--log", action="append", default=[], help="a file of log lines, or -")

    def handle(
        self,
        *args: Any,
        by: str,
        since: str,
        until: str,
        actor: str | None,
        ip: str,
        request: list[str],
        log: list[str],
        **options: Any,
    ) -> None:
        if ip and not log:
            raise CommandError("IP addresses are in the log only: give --log as well")
        scope = breach.BreachScope(
            since=aware_datetime(since),
            until=aware_datetime(until),
            actor=person_of(actor).pk if actor else None,
            ip=ip,
            requests=frozenset(request),
            lines=read_lines(log),
        )
        if scope.since >= scope.until:
            raise CommandError("--from must be before --until")
        administrator = person_of(by)
        if not administrator.is_administrator:
            raise CommandError("only an administrator may ask whom a breach touches")
        rows = list(breach.report(scope))
        people = len({row[0] for row in rows[1:]})
        AuditEvent.objects.record(
            ExportAuditTarget(AuditEvent, ""),
            Action.EXPORT,
            by=administrator,
            note="breach_report",
            changes={"format": "csv", "people": people, **scope.audit_changes},
        )
        writer = csv.writer(self.stdout, lineterminator="\r\n")
        writer.writerows([safe(cell) for cell in row] for row in rows)


def aware_datetime(text: str) -> datetime:
    """Parse a time; without a time zone it is in the portal's."""
    try:
        value = iso_datetime(text)
    except ArgumentTypeError as error:
        raise CommandError(str(error)) from error
    return value if value.tzinfo else timezone.make_aware(value)


def person_of(email: str) -> Person:
    """Return the person with this address."""
    try:
        return Person.objects.get_by_natural_key(email)
    except Person.DoesNotExist:
        raise CommandError(f"{email}: nobody has this address")


def read_lines(names: Iterable[str]) -> Iterator[str]:
    """Yield the lines of files; "-" is standard input."""
    for name in names:
        if name == "-":
            yield from sys.stdin
            continue
        try:
            with open(name, encoding="utf-8", errors="replace") as file:
                yield from file
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from error
