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
from campaigns.events.models.receipt import IdempotencyConflict, SubmissionReceipt
from campaigns.events.views.drafts import (
    own_event,
    store_and_sign_in,
    store_draft,
    store_refused_form,
)
from campaigns.events.views.submission import conflict_response, repeated_response
from kimportal.drafts.models import FormDraft
from kimportal.moderation.change_requests import StaleObject
from kimportal.moderation.states import InvalidTransition, State
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage


class FormPage(MemberPage, TemplateView):
    """A form with an idempotency key; unsent input is stored and shown when it is opened again."""

    store_refused_form = staticmethod(store_refused_form)

    def handle_no_permission(self):
        if self.request.method == "POST":
            return store_and_sign_in(self.request, self.form_name)
        return super().handle_no_permission()

    def get(self, request, *args, **kwargs):
        return self.show(self.make_form(), draft=self.draft)

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
        """Return programmes whose quiet period it is today, in the time zone of the event."""
        today = timezone.localdate(timezone=ZoneInfo(self.zone))
        running = Campaign.objects.live().running().with_election()
        return [campaign for campaign in running if campaign.is_quiet(today)]

    def new_key(self):
        return uuid4()

    @cached_property
    def draft(self):
        """This person's unsent input in this form, or None."""
        return FormDraft.objects.of(self.request.user, self.form_name)

    def with_draft(self, initial, fields):
        """Return the initial values, replaced by the draft's where it has some."""
        for name, texts in (self.draft.values if self.draft else {}).items():
            # No form of ours has text in the place of a file.
            if name in fields and texts and not fields[name].widget.needs_multipart_form:
                is_multiple = getattr(fields[name].widget, "allow_multiple_selected", False)
                initial[name] = texts if is_multiple else texts[0]
        return initial


class EventFormPage(FormPage):
    """A form of an event of one of the person's groups."""

    @cached_property
    def event(self):
        event = own_event(self.request.user, self.kwargs["pk"])
        require_permission(rules.may_edit(self.request.user, event))
        return event

    @cached_property
    def version_token(self):
        """The version at the beginning of this request; the form must have been opened with it."""
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
        more.setdefault(
            "changed", bool(self.draft and self.draft.is_older_than(self.version_token))
        )
        stored = SubmissionReceipt.objects.latest_keys(self.event, self.request.user)
        return super().show(
            form, event=self.event, change_request=change_request, stored_keys=stored, **more
        )

    def post(self, request, pk):
        if response := repeated_response(request, form=self.form_name):
            return response
        version_token, form = self.version_token, self.make_form()
        if not form.is_valid():
            return self.refused(form, changed=False, version=request.POST.get("version", ""))
        if request.POST.get("version", "") != version_token:
            # The same content may have been stored while this request was read.
            response = repeated_response(request, form=self.form_name)
            return response or self.refused(form, changed=True)
        try:
            return self.submit(form)
        except IdempotencyConflict as error:
            return conflict_response(request, error.receipt, self.form_name)
        except StaleObject:  # another request changed the event during this one
            del self.version_token
            return self.refused(form, changed=True)
        except InvalidTransition as error:
            store_draft(request, request.user, self.form_name)
            messages.warning(
                request,
                _("This is now “%(state)s”. Nothing was changed; what you typed is kept.")
                % {"state": error.item.get_state_display()},
            )
            return redirect("event_own", self.event.pk)

    def refused(self, form, **more):
        """Show the form again and store it, so that closing it loses nothing."""
        store_draft(self.request, self.request.user, self.form_name)
        return self.show(form, **more)
