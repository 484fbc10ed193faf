from typing import Any

from django.apps import apps

from kimportal.moderation import statistics
from kimportal.moderation.submission_history import field_label
from kimportal.staff.forms import AGE_LABELS
from kimportal.staff.pages import StaffPage


class StatisticsPage(StaffPage):
    """How long items wait, how much was decided, what was sent back: in one's jurisdiction."""

    template_name = "kimportal/staff/statistics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        decisions = list(statistics.recent_decisions(person))
        returned, total, fields = statistics.share_returned(decisions)
        # By name, since regions belong to an app above this one.
        regions = apps.get_model("groups", "Region").objects.in_bulk(person.jurisdiction_codes)
        days = [(*day, sum(day[1:])) for day in statistics.decisions_by_day(decisions)]
        is_limited = len(decisions) == statistics.MAX_DECISIONS
        return super().get_context_data(
            waiting=[
                (dict(AGE_LABELS).get(age), age, count, has_more)
                for age, count, has_more in statistics.waiting_by_age(person)
            ],
            jurisdiction=regions.values(),
            days=days,
            busiest=max((day[-1] for day in days), default=0),
            back=returned,
            total=total,
            share=100 * returned / total if total else 0,
            fields=[(field_label(name), count) for name, count in fields],
            regions=statistics.hours_by_region(decisions, person.jurisdiction_codes),
            most=statistics.MAX_DECISIONS if is_limited else None,
            span=statistics.DAYS,
            **kwargs,
        )
