from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from campaigns.elections.models import Campaign
from campaigns.events import rules
from campaigns.events.drafts import own_event
from campaigns.events.models.receipt import IdempotencyConflict, SubmissionReceipt
from campaigns.events.views.submission import (
    conflict_response,
    refused_response,
    repeated_response,
)
from kimportal.drafts.pages import KeepsDraft
from kimportal.drafts.storing import store_form
from kimportal.moderation.change_requests import StaleObject
from kimportal.moderation.states import InvalidTransition, State
from kimportal.offline.models import ArrivingFile
from kimportal.web.json_answers import json_answer, wants_json
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage

SIGN_IN_FIRST = gettext_lazy("Your session has ended. Sign in, then it is sent.")


class FormPage(KeepsDraft, MemberPage, TemplateView):
    """A form of an event, with an idempotency key."""

    def handle_no_permission(self):
        """Tell a phone that sends by itself to sign in; its form stays there."""
        if wants_json(self.request) and not self.request.user.is_authenticated:
            return json_answer(401, error=SIGN_IN_FIRST)
        return super().handle_no_permission()

    def dispatch(self, request, *args, **kwargs):
        """Take files that came ahead of the form, piece by piece, as if they had come with it."""
        if request.method != "POST" or not request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if ArrivingFile.objects.attach(request, request.user):
            return json_answer(425)  # they are sent once more
        response = super().dispatch(request, *args, **kwargs)
        if wants_json(request) and response.status_code in (200, 201):
            ArrivingFile.objects.discard(request, request.user)
        return response

    def get(self, request, *args, **kwargs):
        return self.show(self.make_form())

    def show(self, form, **more):
        quiet = self.quiet_programmes()[:1]
        return self.render_to_response(self.get_context_data(form=form, quiet=quiet, **more))

    def quiet_programmes(self):
        """Return programmes whose quiet period it is today, in the time zone of the event."""
        today = timezone.localdate(timezone=ZoneInfo(self.zone))
        running = Campaign.objects.live().running().with_election()
        return [campaign for campaign in running if campaign.is_quiet(today)]


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
    def draft_key(self):
        return str(self.kwargs["pk"])

    @property
    def draft_about(self):
        return self.event.title

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
        outdated = self.draft and self.draft.is_older_than(self.version_token)
        more.setdefault("changed", bool(outdated))
        stored = SubmissionReceipt.objects.latest_keys(self.event, self.request.user)
        return super().show(
            form, event=self.event, change_request=change_request, stored_keys=stored, **more
        )

    def post(self, request, pk):
        if response := repeated_response(request, form=self.form_name):
            return response
        version_token, form = self.version_token, self.make_form()
        if not form.is_valid():
            if wants_json(request):
                return repeated_response(request) or refused_response(form.errors)
            return self.refused(form, changed=False, version=request.POST.get("version", ""))
        if request.POST.get("version", "") != version_token:
            # The same content may have been stored while this request was read.
            response = repeated_response(request, form=self.form_name)
            return response or self.outdated(form)
        try:
            return self.submit(form)
        except IdempotencyConflict as error:
            return conflict_response(request, error.receipt, self.form_name)
        except StaleObject:  # another request changed the event during this one
            del self.version_token
            return self.outdated(form)
        except InvalidTransition as error:
            now = _("This is now “%(state)s”. Nothing was changed; what you typed is kept.")
            now %= {"state": error.item.get_state_display()}
            if wants_json(request):
                return json_answer(409, error=now, url=self.event.own_url)
            store_form(request, request.user, self.form_name)
            messages.warning(request, now)
            return redirect("event_own", self.event.pk)

    def outdated(self, form):
        """Say that somebody else changed the event meanwhile."""
        if wants_json(self.request):
            error = _("Somebody else has changed this event meanwhile")
            return json_answer(409, error=error, url=self.event.own_url)
        return self.refused(form, changed=True)

    def refused(self, form, **more):
        """Show the form again and store it, so that closing it loses nothing."""
        store_form(self.request, self.request.user, self.form_name)
        return self.show(form, **more)
