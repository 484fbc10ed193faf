from datetime import UTC

from django.db import transaction
from django.utils.dateparse import parse_datetime

WORDS = (
    "title mode venue link attendance men women first_time_voters with_disability "
    "story questions follow_up health_checks links"
).split()
KEYS = ("campaign", "setting", "region")
MOMENTS = ("starts", "ends", "reported_at")


class Values:
    """An event's content as plain JSON by field name, read and worn: what a form, a proposal and
    an undo hand to each other. Pillars, speakers, materials and photos are values like the rest.
    """

    def read_values(self, names):
        return {name: self._read(name) for name in names}

    def _read(self, name):
        if name in KEYS:
            return getattr(self, f"{name}_id")
        if name in MOMENTS:
            moment = getattr(self, name)
            return moment and moment.astimezone(UTC).isoformat()
        if name in WORDS:
            return getattr(self, name)
        return getattr(self, f"_read_{name}")()

    def _read_pillars(self):
        return sorted(self.pillars.values_list("pk", flat=True))

    def _read_speakers(self):
        return [list(row) for row in self.speakers.values_list("name", "institution")]

    def _read_materials(self):
        return [list(row) for row in self.handed_out.values_list("material_id", "copies")]

    def _read_photos(self):
        """Those shown, in order: [[key, caption], …]."""
        return [list(row) for row in self.photos.shown().values_list("pk", "caption")]

    @transaction.atomic
    def wear_values(self, values):
        """Put these values on; the tally loses the old and counts the new in the same breath.

        A live event so becomes another version: whoever had the old one open is told.
        """
        if self.counts:
            self.tell_tally(-1)
        self.version += self.is_live
        for name, value in values.items():
            if name in KEYS:
                setattr(self, f"{name}_id", value)
            elif name in MOMENTS:
                setattr(self, name, value and parse_datetime(value))
            elif name in WORDS:
                setattr(self, name, value)
        self.with_search_text().save()
        for name, value in values.items():
            if name not in (*KEYS, *MOMENTS, *WORDS):
                getattr(self, f"_wear_{name}")(value)
        if self.counts:
            self.tell_tally(+1)

    def _wear_pillars(self, keys):
        self.pillars.set(keys)

    def _wear_speakers(self, rows):
        self.speakers.all().delete()
        self.speakers.bulk_create(
            self.speakers.model(event=self, name=name, institution=institution, order=order)
            for order, (name, institution) in enumerate(rows)
        )

    def _wear_materials(self, rows):
        self.handed_out.all().delete()
        self.handed_out.bulk_create(
            self.handed_out.model(event=self, material_id=material, copies=copies)
            for material, copies in rows
        )

    def _wear_photos(self, rows):
        """Show these and no others; what is no longer shown keeps its row, for an undo."""
        self.photos.update(is_shown=False)
        for order, (photo, caption) in enumerate(rows):
            self.photos.filter(pk=photo).update(is_shown=True, caption=caption, order=order)
