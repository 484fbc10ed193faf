from typing import Self

from django.db import models

from kimportal.web.region_codes import within_any


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are never changed or deleted: see AppendOnlyModel."""

    def about(self, item: models.Model) -> Self:
        """Return the rows about this object, of whatever model."""
        return self.filter(target_type=item._meta.label_lower, target_id=str(item.pk))

    def update(self, **kwargs):
        raise TypeError("append-only: rows are never changed")

    def delete(self):
        raise TypeError("append-only: rows are never changed")


class AuditEventQuerySet(AppendOnlyQuerySet):
    def overseen_by(self, person) -> Self:
        """Return the events in a staff person's regions; on accounts, only to administrators."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        visible = self.filter(within_any(person.jurisdiction_codes, field="region_code"))
        return (
            visible if person.is_administrator else visible.exclude(target_type="kimportal.person")
        )

    def transitions(self) -> Self:
        """Return the changes of state, newest first."""
        return self.exclude(after="").order_by("-id")
