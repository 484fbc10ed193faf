from django.core.management.base import BaseCommand

from campaigns.elections import installed


class Command(BaseCommand):
    help = "Installs the elections in campaigns/elections/data, with all regions that vote."

    def handle(self, **options):
        for name in installed.names():
            result = installed.install(name)
            count = result.election.regions.count()
            state = "loaded" if result.has_changed else "complete already"
            self.stdout.write(f"{result.election}: {count} voting regions, {state}.")
            if result.unknown:
                self.stderr.write(
                    f"Not in the list of regions: {' '.join(result.unknown[:10])}. "
                    "The election stays incomplete: run load_regions, then this again."
                )
