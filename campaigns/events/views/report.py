from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from campaigns.events.forms.report import ReportForm
from campaigns.events.reported_fields import REPORTED_NAMES
from campaigns.events.submission import submit_report
from campaigns.events.views.form_page import EventFormPage
from campaigns.events.views.submission import receipt_response, submission_of
from kimportal.drafts.storing import store_form


class EventReport(EventFormPage):
    """Report on an event. The form is prefilled from the event and from the person's draft."""

    template_name = "campaigns/events/report_form.html"
    draft_kind = "report"

    def get(self, request, *args, **kwargs):
        if self.event.is_upcoming:
            messages.info(request, _("This event has not begun yet; report on it afterwards."))
            return redirect("event_own", self.event.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=self.heading, **kwargs)

    @property
    def heading(self):
        """What the form sends: the report, or a change to one that was sent or approved."""
        if self.event.is_live and self.event.is_reported:
            return _("Propose a change to the report")
        return _("Change the report") if self.event.has_report else _("How was it?")

    def make_form(self):
        values = self.event.values_with_changes(REPORTED_NAMES)
        if self.request.method == "POST":
            data, files = self.request.POST, self.request.FILES
            return ReportForm(data, files, event=self.event, initial=values)
        stored = self.draft.file_keys if self.draft else []
        return self.with_draft(ReportForm(event=self.event, initial=values, stored=stored))

    def submit(self, form):
        receipt = submit_report(
            self.event, form, version_token=self.version_token, **submission_of(self.request)
        )
        return receipt_response(self.request, receipt)

    def refused(self, form, **more):
        """Show the form again; its photos are stored, since a browser forgets them."""
        draft = store_form(self.request, self.request.user, self.form_name)
        again = ReportForm(
            self.request.POST,
            event=self.event,
            initial=self.event.values_with_changes(REPORTED_NAMES),
            stored=draft.file_keys if draft else [],
        )
        again._errors, again.cleaned_data = form.errors, form.cleaned_data
        return self.show(again, photos_are_stored=True, **more)
