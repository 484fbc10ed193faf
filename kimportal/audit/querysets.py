from django.db import models

from kimportal.web.region_codes import within_any


class OnlyAddedQuerySet(models.QuerySet):
    """Rows of a memory: never changed, never deleted (kimportal/audit/models.py)."""

    def about(self, thing):
        return self.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk))

    def update(self, **kwargs):
        raise TypeError("this memory is only ever added to")

    def delete(self):
        raise TypeError("this memory is only ever added to")


class DecisionQuerySet(OnlyAddedQuerySet):
    def overseen_by(self, person):
        """The acts of a staff person's regions; those on accounts are for administrators."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        seen = self.filter(within_any(person.jurisdiction_codes, field="region_code"))
        return seen if person.is_administrator else seen.exclude(thing_type="kimportal.person")

    def moves(self):
        """Only what changed a state, newest first."""
        return self.exclude(after="").order_by("-id")
