from django.apps import apps

from kimportal import figures
from kimportal.admin.forms import AGE_LABELS
from kimportal.admin.pages import StaffPage
from kimportal.desks import field_called


class FiguresPage(StaffPage):
    """How long things wait, how much was decided, what went back and why: for one's own charge."""

    template_name = "admin/figures.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        rows = list(figures.decided(person))
        back, total, fields = figures.share_returned(rows)
        # By name, since places belong to the floor above.
        charge = apps.get_model("groups", "Region").objects.in_bulk(person.jurisdiction_codes)
        days = [(*day, sum(day[1:])) for day in figures.by_day(rows)]
        return super().get_context_data(
            waiting=[
                (dict(AGE_LABELS).get(age), age, count, more)
                for age, count, more in figures.waiting(person)
            ],
            charge=charge.values(),
            days=days,
            busiest=max((day[-1] for day in days), default=0),
            back=back,
            total=total,
            share=100 * back / total if total else 0,
            fields=[(field_called(name), count) for name, count in fields],
            regions=figures.hours_by_region(rows, person.jurisdiction_codes),
            most=figures.MOST if len(rows) == figures.MOST else None,
            span=figures.DAYS,
            **kwargs,
        )
