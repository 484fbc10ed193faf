from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns.elections.models import Campaign
from campaigns.events.forms.quick import OTHER_DAY, QuickForm
from campaigns.events.models.receipt import IdempotencyConflict
from campaigns.events.pasted_report import read_report
from campaigns.events.submission import submit_quick
from campaigns.events.views.plan import EventNew
from campaigns.events.views.submission import (
    conflict_response,
    receipt_response,
    refused_response,
    repeated_response,
    submission_of,
)
from kimportal.drafts.storing import page_of, store_form
from kimportal.moderation.actions import post_action
from kimportal.web.json_answers import wants_json


class EventQuick(EventNew):
    """Report an event that nobody planned: plan and report in one form, with one receipt."""

    template_name = "campaigns/events/quick_form.html"
    draft_kind = "quick"

    @cached_property
    def programme(self):
        """The programme, when only one runs."""
        running = list(Campaign.objects.live().running()[:2])
        return running[0] if len(running) == 1 else None

    def bind(self, *args, **kwargs):
        return QuickForm(*args, groups=self.groups, person=self.request.user, **kwargs)

    def make_form(self):
        stored = self.draft.file_keys if self.draft else []
        initial = {"region": self.groups[0].region_id, "mode": "in_person"}
        if self.programme:
            initial["campaign"] = self.programme.pk
        form = self.bind(initial=initial, programme=self.programme, stored=stored)
        for part in form.forms:
            self.with_draft(part)
        return form

    def post(self, request):
        form = self.bind(request.POST, request.FILES)
        # Asked after the form was read: the same content may have been stored meanwhile.
        if response := repeated_response(request, form=self.form_name):
            return response
        if not form.is_valid():
            return refused_response(form.errors) if wants_json(request) else self.refused(form)
        try:
            receipt = submit_quick(form, **submission_of(request))
        except IdempotencyConflict as error:
            return conflict_response(request, error.receipt, self.form_name)
        return receipt_response(request, receipt)

    def refused(self, form):
        """Show the form again; its photos are stored, since a browser forgets them."""
        draft = store_form(self.request, self.request.user, self.form_name)
        again = self.bind(self.request.POST, stored=draft.file_keys if draft else [])
        again.errors = form.errors
        for shown, checked in zip(again.forms, form.forms, strict=True):
            shown._errors, shown.cleaned_data = checked.errors, checked.cleaned_data
        again.plan.duplicates = form.plan.duplicates
        return self.show(again, photos_are_stored=True)


class EventPaste(EventQuick):
    """Fill the quick form from a message that was pasted; what was typed and chosen stays."""

    http_method_names = ["post"]

    def post(self, request):
        data, today = request.POST.copy(), self.bind().today
        pasted = " ".join(data.pop("pasted", []))
        found = read_report(pasted, today=today)
        if day := found.pop("day", ""):
            is_offered = day in dict(self.bind().moment.fields["day"].choices)
            data["day"], data["other_day"] = (day, "") if is_offered else (OTHER_DAY, day)
        for name, text in found.items():
            if not data.get(name, "").strip():
                data[name] = text
        request.POST = data
        store_form(request, request.user, self.form_name)
        if found or day:
            messages.success(request, _("Filled in from your message. Please check each field."))
        else:
            messages.warning(request, _("Nothing could be read from this message."))
        return HttpResponseRedirect(f"{page_of(self.form_name)}&tempel=1")


event_paste = post_action(EventPaste.as_view())


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shared(request):
    """Lead what another app shared to the quick form.

    The worker catches it before (js/offline/worker.js). A phone without the worker sends the files
    here, where they are not read: nobody says whose they are.
    """
    return HttpResponse(status=303, headers={"Location": reverse("event_quick")})
