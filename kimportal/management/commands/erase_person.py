from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kimportal.accounts.models import Person
from kimportal.privacy import erasure


class Command(BaseCommand):
    help = "Erase a person who asked for it in writing, prove it, and list what is kept and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def handle(self, *args: Any, email: str, yes: bool, **options: Any) -> None:
        try:
            person = Person.objects.get_by_natural_key(email)
        except Person.DoesNotExist:
            raise CommandError("nobody has this address")
        for sentence in person.blockers():
            self.stdout.write(sentence)
        if not yes and not confirm(person):
            raise CommandError("nothing was erased")
        with transaction.atomic():
            identifiers = erasure.PersonalIdentifiers.of(person)
            person.erase(by=None)
            Session.objects.filter(pk__in=erasure.sessions_of(person)).delete()
            report = erasure.search_database(identifiers, person)
        self.stdout.write(f"person {person.pk} is erased")
        self.print_report(report)
        for count, what, reason in erasure.retained_data(person):
            self.stdout.write(f"kept: {count} {what} ({reason})")
        if not report.is_clean:
            raise CommandError("personal data are left in the places named above")

    def print_report(self, report: erasure.ErasureReport) -> None:
        self.stdout.write(
            f"proof: e-mail or phone left in {sum(report.exact.values())} rows, searched "
            f"{report.columns} text columns of {report.tables} tables; {report.sessions} sessions"
        )
        for column, rows in report.exact.items():
            self.stdout.write(f"left: {column}, {rows} rows")
        for column, rows in report.named.items():
            self.stdout.write(f"check by hand: {column}, {rows} rows contain the same name")


def confirm(person: Person) -> bool:
    """Ask on the terminal; without a terminal the answer is no."""
    try:
        return input(f"Erase {person.name}? Type yes: ") == "yes"
    except EOFError:
        return False
