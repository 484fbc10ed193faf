"""How it was: the second half of an event's record."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from campaigns.events.forms.report import ReportForm
from campaigns.events.models.photo import save_photos, storing_photos
from campaigns.events.reported_fields import REPORTED_NAMES
from campaigns.events.views.drafts import keep, photo_facts
from campaigns.events.views.form_page import EventFormPage
from campaigns.events.views.submission import answered_once


class EventReport(EventFormPage):
    """How it was. Opens prefilled from the plan, and from what was typed before."""

    template_name = "campaigns/events/report_form.html"
    kind = "report"

    def get(self, request, *args, **kwargs):
        if self.event.is_upcoming:
            messages.info(request, _("This event has not begun yet; report on it afterwards."))
            return redirect("event_own", self.event.pk)
        return super().get(request, *args, **kwargs)

    def make_form(self):
        values = self.event.values_with_changes(REPORTED_NAMES)
        if self.request.method == "POST":
            data, files = self.request.POST, self.request.FILES
            return ReportForm(data, files, event=self.event, initial=values)
        kept = self.typed.values.get("kept", []) if self.typed else []
        form = ReportForm(event=self.event, initial=values, kept=kept)
        initial = self.over(dict(values), form.fields)
        return ReportForm(event=self.event, initial=initial, kept=kept)

    def refused(self, form, **more):
        """The words come back in the form; the photos are stored, since a browser forgets them."""
        typed = keep(self.request, self.request.user, self.form_name)
        again = ReportForm(
            self.request.POST,
            event=self.event,
            initial=self.event.values_with_changes(REPORTED_NAMES),
            kept=typed.values.get("kept", []) if typed else [],
        )
        again._errors, again.cleaned_data = form.errors, form.cleaned_data
        return self.show(again, photos_are_kept=True, **more)

    def send(self, form):
        facts = photo_facts(form.cleaned_data, self.request.user)
        facts["is_shown"] = not self.event.is_live
        with storing_photos(self.event, form.cleaned_data["photos"] or [], **facts) as photos:
            return answered_once(
                self.request, lambda: self.write(form, photos), form=self.form_name
            )

    @transaction.atomic
    def write(self, form, photos):
        """Rows of photos, then the report that shows them. Files are in the store already."""
        self.event.lock_row(self.version_token)
        added = save_photos(photos)
        if form.cleaned_data["photos_consent"]:
            staying = [photo.pk for photo in form.kept_photos]
            self.event.photos.filter(pk__in=staying).update(has_consent=True)
        self.event.send(form.values(added), by=self.request.user)
        return self.event
