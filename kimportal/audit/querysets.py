from django.db import models

from kimportal.web.region_codes import within_any


class AppendOnlyQuerySet(models.QuerySet):
    """Rows of a memory: never changed, never deleted (kimportal/audit/models.py)."""

    def about(self, item):
        return self.filter(target_type=item._meta.label_lower, target_id=str(item.pk))

    def update(self, **kwargs):
        raise TypeError("this memory is only ever added to")

    def delete(self):
        raise TypeError("this memory is only ever added to")


class AuditEventQuerySet(AppendOnlyQuerySet):
    def overseen_by(self, person):
        """The acts of a staff person's regions; those on accounts are for administrators."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        seen = self.filter(within_any(person.jurisdiction_codes, field="region_code"))
        return seen if person.is_administrator else seen.exclude(target_type="kimportal.person")

    def moves(self):
        """Only what changed a state, newest first."""
        return self.exclude(after="").order_by("-id")
