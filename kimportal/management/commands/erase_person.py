from django.core.management.base import BaseCommand, CommandError

from kimportal.models import Person


class Command(BaseCommand):
    help = "Erase a person who asked for it by letter; what was decided stays, nameless."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask again")

    def handle(self, email, yes, **options):
        try:
            person = Person.objects.get_by_natural_key(email)
        except Person.DoesNotExist:
            raise CommandError("nobody has this address")
        for sentence in person.left_behind():
            self.stdout.write(sentence)
        if not yes and input(f"Erase {person.name}? Type yes: ") != "yes":
            raise CommandError("nothing was erased")
        number = person.pk
        person.erase(by=None)
        self.stdout.write(f"person {number} is erased")
