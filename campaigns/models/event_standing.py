from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimportal.states import State

PLAN_FIELDS = "title campaign pillars mode setting region venue link starts ends materials".split()
MEMBER_WORDS = {
    State.DRAFT: _("Draft"),
    State.WAITING: _("Sent in"),
    State.LIVE: _("Approved"),
    State.RETURNED: _("Needs mending"),
    State.REJECTED: _("Rejected"),
    State.WITHDRAWN: _("Withdrawn"),
}


class Standing:
    """Where an event stands for the members of its KIM, and what it asks of them next."""

    @property
    def member_state(self):
        """The state in the words of whoever sent it in."""
        return MEMBER_WORDS[State(self.state)]

    @property
    def open_change(self):
        """The change of this approved event that is asked for, or None."""
        return self.open_proposal if self.is_live else None

    @property
    def change_state(self):
        """The change's state in the same words; "" where there is none."""
        return MEMBER_WORDS[State(self.open_change.state)] if self.open_change else ""

    @property
    def wants_change_mended(self):
        """A reviewer sent the change of this approved event back."""
        change = self.open_change
        return change is not None and change.state == State.RETURNED

    @property
    def is_told(self):
        """Somebody has said how it was, be it in a change that still waits."""
        if self.is_reported:
            return True
        change = self.open_change
        return change is not None and "reported_at" in change.new

    @property
    def wants_report(self):
        """It has begun, and nobody has said how it was."""
        return not self.is_upcoming and not self.is_told

    @property
    def reminded_person(self):
        """Whoever planned it, or who is asked in their place."""
        return self.group.who_answers(self.submitted_by_id or self.begun_by_id)

    @property
    def own_url(self):
        """Its page for members."""
        return reverse("event_own", args=[self.pk])

    @property
    def mend_url(self):
        """The form that holds the field the reviewer wrote about, at that field."""
        field = (self.open_change or self).state_field
        in_plan = field in PLAN_FIELDS or (not field and not self.is_told)
        page = reverse("event_plan" if in_plan else "event_report", args=[self.pk])
        return f"{page}#id_{field}_field" if field else page
