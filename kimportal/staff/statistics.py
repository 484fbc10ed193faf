from django.apps import apps

from kimportal.moderation import statistics
from kimportal.moderation.submission_history import field_label
from kimportal.staff.forms import AGE_LABELS
from kimportal.staff.pages import StaffPage


class FiguresPage(StaffPage):
    """How long things wait, how much was decided, what went back and why: for one's own charge."""

    template_name = "kimportal/staff/statistics.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        rows = list(statistics.decided(person))
        back, total, fields = statistics.share_returned(rows)
        # By name, since places belong to the floor above.
        charge = apps.get_model("groups", "Region").objects.in_bulk(person.jurisdiction_codes)
        days = [(*day, sum(day[1:])) for day in statistics.by_day(rows)]
        return super().get_context_data(
            waiting=[
                (dict(AGE_LABELS).get(age), age, count, more)
                for age, count, more in statistics.waiting(person)
            ],
            charge=charge.values(),
            days=days,
            busiest=max((day[-1] for day in days), default=0),
            back=back,
            total=total,
            share=100 * back / total if total else 0,
            fields=[(field_label(name), count) for name, count in fields],
            regions=statistics.hours_by_region(rows, person.jurisdiction_codes),
            most=statistics.MOST if len(rows) == statistics.MOST else None,
            span=statistics.DAYS,
            **kwargs,
        )
