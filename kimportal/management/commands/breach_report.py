import csv
import sys
from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kimportal.accounts.models import Person
from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.csv_export import safe
from kimportal.exports.export import ExportAuditTarget
from kimportal.management.arguments import moment
from kimportal.privacy import breach


class Command(BaseCommand):
    help = "List whom a window of time touches, as CSV with addresses, for the notice of art. 46."

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, help="your own e-mail address: it is remembered")
        parser.add_argument("--from", dest="since", required=True, help="2026-11-25T08:00")
        parser.add_argument("--until", required=True, help="2026-11-25T20:00")
        parser.add_argument("--actor", help="e-mail address of an account that was misused")
        parser.add_argument("--ip", default="", help="an address it came from; needs --log")
        parser.add_argument("--request", action="append", default=[], help="a request's id")
        parser.add_argument("--log", action="append", default=[], help="a file of log lines, or -")

    def handle(self, *, by, since, until, actor, ip, request, log, **options):
        if ip and not log:
            raise CommandError("addresses stand in the log alone: give --log as well")
        since, until = here(since), here(until)
        if since >= until:
            raise CommandError("--from must be before --until")
        window = breach.BreachScope(
            since=since,
            until=until,
            actor=person(actor).pk if actor else None,
            ip=ip,
            requests=frozenset(request),
            lines=lines_of(log),
        )
        administrator = person(by)
        if not administrator.is_administrator:
            raise CommandError("only an administrator may ask whom a breach touches")
        rows = list(breach.report(window))
        told = {"format": "csv", "people": len({row[0] for row in rows[1:]}), **window.told}
        AuditEvent.objects.record(
            ExportAuditTarget(AuditEvent, ""),
            Action.EXPORT,
            by=administrator,
            note="breach_report",
            changes=told,
        )
        writer = csv.writer(self.stdout, lineterminator="\r\n")
        writer.writerows([safe(cell) for cell in row] for row in rows)


def here(words):
    """In the time zone of the portal, unless they name their own."""
    try:
        told = moment(words)
    except ArgumentTypeError as error:
        raise CommandError(str(error)) from error
    return told if told.tzinfo else timezone.make_aware(told)


def person(email):
    try:
        return Person.objects.get_by_natural_key(email)
    except Person.DoesNotExist:
        raise CommandError(f"{email}: nobody has this address")


def lines_of(names):
    for name in names:
        if name == "-":
            yield from sys.stdin
            continue
        try:
            with open(name, encoding="utf-8", errors="replace") as file:
                yield from file
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from error
