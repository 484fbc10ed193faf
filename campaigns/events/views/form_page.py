"""What the forms of an event have in common: a key, what was kept, who is asked to sign in."""

from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from campaigns.elections.models import Campaign
from campaigns.events import rules
from campaigns.events.models.draft import FormDraft
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.events.views.drafts import keep, keep_and_sign_in, keep_refused, own_event
from campaigns.events.views.submission import answer_known
from kimportal.moderation.change_requests import StaleObject
from kimportal.moderation.states import InvalidTransition, State
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage


class FormPage(MemberPage, TemplateView):
    """A form with a key, that keeps what is typed and opens with what was kept."""

    keep_refused = staticmethod(keep_refused)

    def handle_no_permission(self):
        if self.request.method == "POST":
            return keep_and_sign_in(self.request, self.form_name)
        return super().handle_no_permission()

    def get(self, request, *args, **kwargs):
        return self.show(self.make_form(), typed=self.typed)

    def show(self, form, **more):
        context = self.get_context_data(
            form=form,
            key=self.request.POST.get("key") or self.new_key(),
            whose=FormDraft.objects.owner_token(self.request.user),
            form_name=self.form_name,
            quiet=self.quiet_programmes()[:1],
            **more,
        )
        return self.render_to_response(context)

    def quiet_programmes(self):
        """Those whose quiet period it is today, on the clocks of the event's place."""
        today = timezone.localdate(timezone=ZoneInfo(self.zone))
        running = Campaign.objects.live().running().with_election()
        return [campaign for campaign in running if campaign.is_quiet(today)]

    def new_key(self):
        return uuid4()

    @cached_property
    def typed(self):
        """What this person typed here and has not sent: it goes over the stored values."""
        return FormDraft.objects.of(self.request.user, self.form_name)

    def over(self, initial, fields):
        for name, texts in (self.typed.values if self.typed else {}).items():
            # Words in the place of a file are none of ours.
            if name in fields and texts and not fields[name].widget.needs_multipart_form:
                many = getattr(fields[name].widget, "allow_multiple_selected", False)
                initial[name] = texts if many else texts[0]
        return initial


class EventFormPage(FormPage):
    """A form of one event of one's own group."""

    @cached_property
    def event(self):
        event = own_event(self.request.user, self.kwargs["pk"])
        require_permission(rules.may_edit(self.request.user, event))
        return event

    @cached_property
    def version_token(self):
        """As it is when this request came; what is sent must have been typed over the same."""
        return self.event.version_token

    @property
    def form_name(self):
        return f"{self.kind}:{self.kwargs['pk']}"

    @property
    def zone(self):
        return self.event.zone

    def show(self, form, **more):
        change_request = self.event.open_change_request if self.event.is_live else None
        returned = (
            change_request
            if change_request and change_request.state == State.RETURNED
            else self.event
        )
        if returned.state == State.RETURNED:
            more["reason"] = returned.state_note
            more["beside"] = form.show_reason(returned.state_field, returned.state_note)
        more.setdefault("version", self.version_token)
        more.setdefault("changed", bool(self.typed and self.typed.is_older_than(self.event)))
        stored = SubmissionReceipt.objects.latest_keys(self.event, self.request.user)
        return super().show(
            form, event=self.event, change_request=change_request, stored_keys=stored, **more
        )

    def post(self, request, pk):
        if known := answer_known(request, form=self.form_name):
            return known
        version_token, form = self.version_token, self.make_form()
        if not form.is_valid():
            return self.refused(form, changed=False, version=request.POST.get("version", ""))
        if request.POST.get("version", "") != version_token:
            # The same words may have been stored while these were being read.
            known = answer_known(request, form=self.form_name)
            return known or self.refused(form, changed=True)
        try:
            return self.send(form)
        except StaleObject:  # another window was quicker by less than this request took
            del self.version_token
            return self.refused(form, changed=True)
        except InvalidTransition as error:
            keep(request, request.user, self.form_name)
            messages.warning(
                request,
                _("This is now “%(state)s”. Nothing was changed; what you typed is kept.")
                % {"state": error.item.get_state_display()},
            )
            return redirect("event_own", self.event.pk)

    def refused(self, form, **more):
        """Show the form again; closing it now loses nothing either."""
        keep(self.request, self.request.user, self.form_name)
        return self.show(form, **more)
