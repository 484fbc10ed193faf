"""The two forms of an event: the plan (new or changed), and the report."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from campaigns.forms.event_parts import content_digest
from campaigns.forms.event_plan import PlanForm, plan_initial
from campaigns.forms.event_report import REPORT, ReportForm
from campaigns.models import Campaign, OtherContent, OutreachEvent, Receipt, Typed
from campaigns.models.event import PLAN_FIELDS
from campaigns.models.photo import stored, written
from campaigns.rules import event as rules
from campaigns.views.event_sending import (
    address_of,
    answer_known,
    answered_once,
    conflict,
    keep_photos,
    next_step,
    own_event,
    photo_facts,
)
from groups.models import Group
from kimportal.rules import require
from kimportal.states import State, WrongState
from kimportal.views import MemberPage


class FormPage(MemberPage, TemplateView):
    """A form with a key, that keeps what is typed and opens with what was kept."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request, *args, **kwargs):
        return self.show(self.make_form())

    def show(self, form, **more):
        key = self.request.POST.get("key") or self.new_key()
        quiet = [c for c in Campaign.objects.live().running().with_election() if c.is_quiet()]
        context = self.get_context_data(
            form=form, key=key, form_name=self.form_name, quiet=quiet[:1], **more
        )
        return self.render_to_response(context)

    def new_key(self):
        return uuid4()

    @property
    def typed_before(self):
        """What this person typed here and has not sent: it goes over the stored values."""
        typed = Typed.objects.of(self.request.user, self.form_name)
        return typed.values if typed else {}

    def over(self, initial, form_class, fields):
        for name, texts in self.typed_before.items():
            if name in fields:
                many = getattr(fields[name].widget, "allow_multiple_selected", False)
                initial[name] = texts if many else texts[0]
        return initial


class EventNew(FormPage):
    """Plan ahead, or write down what has happened: what, when, where."""

    template_name = "campaigns/event_plan.html"

    @cached_property
    def groups(self):
        groups = (
            Group.objects.of(self.request.user).live().select_related("region").order_by("name")
        )
        require(rules.may_plan(self.request.user))
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

    def make_form(self):
        form = PlanForm(groups=self.groups)
        initial = {"region": self.groups[0].region_id, "mode": "in_person"}
        running = list(Campaign.objects.live().running()[:2])
        if len(running) == 1:
            initial["campaign"] = running[0].pk
        return PlanForm(groups=self.groups, initial=self.over(initial, PlanForm, form.fields))

    def post(self, request):
        groups = self.groups
        if known := answer_known(request, form=self.form_name):
            return known
        form = PlanForm(request.POST, groups=groups)
        if not form.is_valid():
            # Its own twin may have been stored while this one was being read.
            if known := answer_known(request, form=self.form_name):
                return known
            Typed.objects.keep(request.user, self.form_name, request.POST)
            return self.show(form)
        digest = content_digest(request.POST, request.FILES)
        try:
            receipt, _new = Receipt.objects.once(
                lambda: self.begin(form), key=self.key, digest=digest, by=request.user, letter=False
            )
        except OtherContent as other:
            return conflict(request, other.receipt, self.form_name)
        Typed.objects.forget(request.user, self.form_name)
        return HttpResponseRedirect(address_of(receipt))

    def begin(self, form):
        group = form.cleaned_data["group"]
        require(rules.may_begin(self.request.user, group))
        event = OutreachEvent(group=group, begun_by=self.request.user)
        event.wear_values(form.values())
        return event


class EventFormPage(FormPage):
    """A form of one event of one's own group."""

    @cached_property
    def event(self):
        event = own_event(self.request.user, self.kwargs["pk"])
        require(rules.may_edit(self.request.user, event))
        return event

    @property
    def form_name(self):
        return f"{self.kind}:{self.event.pk}"

    def show(self, form, **more):
        proposal = self.event.open_proposal if self.event.is_live else None
        returned = proposal if proposal and proposal.state == State.RETURNED else self.event
        if returned.state == State.RETURNED:
            more["reason"] = returned.state_note
            more["beside"] = form.show_reason(returned.state_field, returned.state_note)
        return super().show(form, event=self.event, proposal=proposal, **more)

    def post(self, request, pk):
        if known := answer_known(request, form=self.form_name):
            return known
        form = self.make_form()
        if not form.is_valid():
            Typed.objects.keep(request.user, self.form_name, request.POST)
            return self.refused(form)
        if request.POST.get("version", "") != str(self.event.version):
            return self.show(form, changed=True)
        try:
            return self.send(form)
        except WrongState as error:
            Typed.objects.keep(request.user, self.form_name, request.POST)
            messages.warning(
                request,
                _("This is now “%(state)s”. Nothing was changed; what you typed is kept.")
                % {"state": error.thing.get_state_display()},
            )
            return redirect("event_own", self.event.pk)

    def refused(self, form):
        return self.show(form)


class EventPlan(EventFormPage):
    """Change what, when and where; a draft is kept, all else is sent in."""

    template_name = "campaigns/event_plan.html"
    kind = "plan"

    def make_form(self):
        groups = Group.objects.filter(pk=self.event.group_id)
        if self.request.method == "POST":
            return PlanForm(self.request.POST, groups=groups, event=self.event)
        initial = plan_initial(self.event.values_to_mend(PLAN_FIELDS), self.event.zone)
        form = PlanForm(groups=groups, event=self.event)
        initial = self.over(initial, PlanForm, form.fields)
        return PlanForm(groups=groups, event=self.event, initial=initial)

    def send(self, form):
        if self.event.state != State.DRAFT:
            return answered_once(
                self.request,
                self.event,
                lambda: self.event.send(form.values(), by=self.request.user),
                form=self.form_name,
            )
        self.event.keep(form.values())
        Typed.objects.forget(self.request.user, self.form_name)
        messages.success(self.request, _("Kept."))
        return HttpResponseRedirect(next_step(self.event))


class EventReport(EventFormPage):
    """How it was. Opens prefilled from the plan, and from what was typed before."""

    template_name = "campaigns/event_report.html"
    kind = "report"

    def make_form(self):
        values = self.event.values_to_mend(REPORT)
        if self.request.method == "POST":
            data, files = self.request.POST, self.request.FILES
            return ReportForm(data, files, event=self.event, initial=values)
        form = ReportForm(event=self.event, initial=values)
        initial = self.over(dict(values), ReportForm, form.fields)
        return ReportForm(event=self.event, initial=initial)

    def refused(self, form):
        """The words come back in the form; the photos are stored, since a browser forgets them."""
        if self.event.is_mendable and "photos" not in form.errors:
            keep_photos(self.request, self.event)
            kept = ReportForm(
                self.request.POST, event=self.event, initial=self.event.values_to_mend(REPORT)
            )
            kept._errors, kept.cleaned_data = form.errors, form.cleaned_data
            form = kept
        return self.show(form)

    def send(self, form):
        facts = photo_facts(self.request, self.event, form.cleaned_data)
        with stored(self.event, form.cleaned_data["photos"] or [], **facts) as photos:
            return answered_once(
                self.request, self.event, lambda: self.write(form, photos), form=self.form_name
            )

    @transaction.atomic
    def write(self, form, photos):
        """Rows of photos, then the report that shows them. Files are in the store already."""
        self.event.hold(self.event.version)
        added = written(photos)
        if form.cleaned_data["photos_consent"]:
            staying = [photo.pk for photo in form.kept_photos]
            self.event.photos.filter(pk__in=staying).update(has_consent=True)
        self.event.send(form.values(added), by=self.request.user)
