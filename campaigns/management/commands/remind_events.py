from django.core.management.base import BaseCommand

from campaigns import reminders


class Command(BaseCommand):
    help = (
        "Remind planners a day before an event, and ask how it was an hour after its planned end. "
        "`sweep` does this too; twice harms nothing, nobody gets a letter twice."
    )

    def handle(self, **options):
        self.stdout.write(f"letters written: {reminders.write_due()}")
