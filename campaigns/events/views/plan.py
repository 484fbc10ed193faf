from uuid import UUID, uuid4

from django.contrib import messages
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from campaigns.elections.models import Campaign
from campaigns.events import rules
from campaigns.events.drafts import own_event
from campaigns.events.forms.plan import PlanForm, plan_initial
from campaigns.events.models.event import PLAN_FIELDS
from campaigns.events.models.receipt import IdempotencyConflict
from campaigns.events.repetition import next_week
from campaigns.events.submission import begin_event, submit_plan
from campaigns.events.views.form_page import EventFormPage, FormPage
from campaigns.events.views.submission import (
    conflict_response,
    receipt_response,
    refused_response,
    repeated_response,
    submission_of,
)
from groups.kim.models import Group
from kimportal.moderation.states import State
from kimportal.web.json_answers import wants_json
from kimportal.web.permissions import require_permission


class EventNew(FormPage):
    """Begin an event: a plan, or an event that has already taken place."""

    template_name = "campaigns/events/plan_form.html"
    draft_kind = "new"

    @cached_property
    def groups(self):
        groups = (
            Group.objects.of(self.request.user).live().select_related("region").order_by("name")
        )
        require_permission(rules.may_plan(self.request.user))
        return groups

    @cached_property
    def key(self):
        try:
            return UUID(self.request.POST.get("key") or self.request.GET.get("kunci") or "")
        except ValueError:
            return uuid4()

    @property
    def draft_key(self):
        return str(self.key)

    @property
    def draft_page_key(self):
        return self.key

    @property
    def draft_url(self):
        return f"{self.request.path}?kunci={self.key}"

    @property
    def zone(self):
        return self.groups[0].region.timezone

    def make_form(self):
        initial = {"region": self.groups[0].region_id, "mode": "in_person"}
        running = list(Campaign.objects.live().running()[:2])
        if len(running) == 1:
            initial["campaign"] = running[0].pk
        initial |= self.copied_values()
        return self.with_draft(PlanForm(groups=self.groups, initial=initial))

    def copied_values(self):
        """Return the plan of the event to copy (`?salin=`), a week on or at its next weekday."""
        try:
            key = UUID(self.request.GET.get("salin") or "")
        except ValueError:
            return {}
        event = own_event(self.request.user, key)
        values = event.values_with_changes(PLAN_FIELDS)
        starts = next_week(event.starts, timezone.now())
        values |= {"starts": starts.isoformat(), "ends": (starts + event.duration).isoformat()}
        return plan_initial(values, event.zone) | {"group": event.group_id}

    def post(self, request):
        groups = self.groups
        if response := repeated_response(request, form=self.form_name):
            return response
        form = PlanForm(request.POST, groups=groups)
        if not form.is_valid():
            # The same content may have been stored while this request was read.
            if response := repeated_response(request, form=self.form_name):
                return response
            if wants_json(request):
                return refused_response(form.errors)
            return self.show(form)
        try:
            return receipt_response(request, begin_event(form, **submission_of(request)))
        except IdempotencyConflict as error:
            return conflict_response(request, error.receipt, self.form_name)


class EventPlan(EventFormPage):
    """Change the plan of an event; of a draft it is only stored, else it is submitted."""

    template_name = "campaigns/events/plan_form.html"
    draft_kind = "plan"

    def make_form(self):
        groups = Group.objects.filter(pk=self.event.group_id)
        if self.request.method == "POST":
            return PlanForm(self.request.POST, groups=groups, event=self.event)
        initial = plan_initial(self.event.values_with_changes(PLAN_FIELDS), self.event.zone)
        return self.with_draft(PlanForm(groups=groups, event=self.event, initial=initial))

    def submit(self, form):
        is_draft = self.event.state == State.DRAFT
        receipt = submit_plan(
            self.event, form, version_token=self.version_token, **submission_of(self.request)
        )
        if is_draft:
            messages.success(self.request, _("Kept."))
        return receipt_response(self.request, receipt)
