from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kimportal.accounts.models import Person
from kimportal.privacy import erasure


class Command(BaseCommand):
    help = "Erase a person who asked for it by letter, prove it, and say what stays and why."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask again")

    def handle(self, email, yes, **options):
        try:
            person = Person.objects.get_by_natural_key(email)
        except Person.DoesNotExist:
            raise CommandError("nobody has this address")
        for sentence in person.blockers():
            self.stdout.write(sentence)
        if not yes and not said_yes(person):
            raise CommandError("nothing was erased")
        with transaction.atomic():
            marks = erasure.PersonalIdentifiers.of(person)
            person.erase(by=None)
            Session.objects.filter(pk__in=erasure.sessions_of(person)).delete()
            proof = erasure.look_for(marks, person)
        self.stdout.write(f"person {person.pk} is erased")
        self.tell(proof)
        for count, what, why in erasure.what_stays(person):
            self.stdout.write(f"stays: {count} {what} ({why})")
        if not proof.holds:
            raise CommandError("marks are left: look at the places named above")

    def tell(self, proof):
        self.stdout.write(
            f"proof: {sum(proof.exact.values())} marks of e-mail or phone left in "
            f"{proof.columns} text columns of {proof.tables} tables, {proof.sessions} sessions"
        )
        for place, rows in proof.exact.items():
            self.stdout.write(f"left: {place}, {rows} rows")
        for place, rows in proof.named.items():
            self.stdout.write(f"look by hand: {place}, {rows} rows hold the same name")


def said_yes(person):
    """No, where nobody is there to answer."""
    try:
        return input(f"Erase {person.name}? Type yes: ") == "yes"
    except EOFError:
        return False
