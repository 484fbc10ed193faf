from django.db import models
from django.db.models import Q

from kimportal.web.region_codes import within_any


class RegisterQuerySet(models.QuerySet):
    def pending_for(self, person):
        """Return registers that this person uploaded and has not imported yet."""
        return self.filter(by=person, imported_at=None)

    def imported_by_office(self, office):
        return self.filter(office=office).exclude(imported_at=None).order_by("-id")

    def light(self):
        """Return registers without the content of their sheet, which may be megabytes."""
        return self.defer("sheet", "rows", "places")

    def visible_to(self, person):
        """Return one's own, and of colleagues those with rows for one's region to mend."""
        row_model = self.model._meta.get_field("lines_read").related_model
        rows = row_model.objects.mendable_by(person).filter(register=models.OuterRef("pk"))
        return self.filter(Q(by=person) | models.Exists(rows))


class RegisterRowQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Return rows of one's own registers, and those one may mend."""
        return self.filter(Q(register__by=person) | self._of_region(person))

    def mendable_by(self, person):
        """Return the doubtful rows of imported registers in a person's region."""
        return self.doubtful().filter(self._of_region(person))

    def doubtful(self):
        return self.filter(state="doubtful")

    def _of_region(self, person):
        if not person.is_reviewer:
            return Q(pk__in=[])
        return within_any(person.jurisdiction_codes, field="area") & ~Q(register__imported_at=None)
