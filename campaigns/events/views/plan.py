"""What, when and where: the form a new event begins with, and the same to change it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from campaigns.elections.models import Campaign
from campaigns.events import rules
from campaigns.events.forms.plan import PlanForm, plan_initial
from campaigns.events.models.draft import FormDraft
from campaigns.events.models.event import PLAN_FIELDS, OutreachEvent
from campaigns.events.views.form_page import EventFormPage, FormPage
from campaigns.events.views.submission import answer_known, answered_once
from groups.kim.models import Group
from kimportal.moderation.states import State
from kimportal.web.permissions import require_permission


class EventNew(FormPage):
    """Plan ahead, or write down what has happened: what, when, where."""

    template_name = "campaigns/events/plan_form.html"

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

    def new_key(self):
        return self.key

    @property
    def form_name(self):
        return f"new:{self.key}"

    @property
    def zone(self):
        return self.groups[0].region.timezone

    def make_form(self):
        form = PlanForm(groups=self.groups)
        initial = {"region": self.groups[0].region_id, "mode": "in_person"}
        running = list(Campaign.objects.live().running()[:2])
        if len(running) == 1:
            initial["campaign"] = running[0].pk
        return PlanForm(groups=self.groups, initial=self.over(initial, form.fields))

    def post(self, request):
        groups = self.groups
        if known := answer_known(request, form=self.form_name):
            return known
        form = PlanForm(request.POST, groups=groups)
        if not form.is_valid():
            # Its own twin may have been stored while this one was being read.
            if known := answer_known(request, form=self.form_name):
                return known
            FormDraft.objects.store(request.user, self.form_name, request.POST)
            return self.show(form)
        return answered_once(
            request, lambda: self.begin(form), form=self.form_name, send_email=False
        )

    def begin(self, form):
        group = form.cleaned_data["group"]
        require_permission(rules.may_begin(self.request.user, group))
        event = OutreachEvent(group=group, begun_by=self.request.user)
        event.apply_values(form.values())
        return event


class EventPlan(EventFormPage):
    """Change what, when and where; a draft is kept, all else is sent in."""

    template_name = "campaigns/events/plan_form.html"
    kind = "plan"

    def make_form(self):
        groups = Group.objects.filter(pk=self.event.group_id)
        if self.request.method == "POST":
            return PlanForm(self.request.POST, groups=groups, event=self.event)
        initial = plan_initial(self.event.values_with_changes(PLAN_FIELDS), self.event.zone)
        form = PlanForm(groups=groups, event=self.event)
        initial = self.over(initial, form.fields)
        return PlanForm(groups=groups, event=self.event, initial=initial)

    def send(self, form):
        is_draft = self.event.state == State.DRAFT
        answer = answered_once(
            self.request, lambda: self.write(form), form=self.form_name, send_email=not is_draft
        )
        if is_draft and answer.status_code == 302:
            messages.success(self.request, _("Kept."))
        return answer

    def write(self, form):
        self.event.lock_row(self.version_token)
        if self.event.state == State.DRAFT:
            self.event.save_draft(form.values())
        else:
            self.event.send(form.values(), by=self.request.user)
        return self.event
