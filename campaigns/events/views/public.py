"""The public pages of events: without cookies and sessions, cacheable."""

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, TemplateView

from campaigns.events.forms.filters import EventFilterForm
from campaigns.events.json_ld import event_as_schema
from campaigns.events.models.event import OutreachEvent, published_photos
from campaigns.events.reported_fields import Readers, other_facts
from campaigns.events.sharing import share_context
from kimportal.ui.structured_data import absolute
from kimportal.web.pagination import count_up_to, paginate, slice_before_join
from kimportal.web.views import PublicPage

PER_PAGE = 24
MAX_UPCOMING = 6


class EventList(PublicPage, TemplateView):
    """List live events, upcoming ones first, with search, filters and counts."""

    template_name = "campaigns/events/list.html"

    @cached_property
    def form(self):
        return EventFilterForm(self.request.GET)

    def get_context_data(self, **kwargs):
        now = timezone.now()
        query = self.request.GET.urlencode()
        events = self.form.apply(OutreachEvent.objects.live())
        rows = events.for_entries()
        ahead = self.form.looks_ahead
        listed = rows.in_order() if ahead else rows.past(now)
        # Only what this part of the page lists: coming events are no events already held.
        count, more = count_up_to(listed)
        page = paginate(listed, self.request.GET.get("hal"), PER_PAGE)
        soon = MAX_UPCOMING + 1 if page.number == 1 and not ahead else 0
        upcoming = list(slice_before_join(rows.upcoming(now), 0, soon))
        prefetch_list_items([*page.rows, *upcoming])
        return super().get_context_data(
            form=self.form,
            page_obj=page,
            upcoming=upcoming[:MAX_UPCOMING],
            further=timezone.localdate() if len(upcoming) > MAX_UPCOMING else None,
            ahead=self.form.cleaned_data["dari"] if ahead else None,
            count=count,
            more=more,
            active=self.form.active,
            region=self.form.cleaned_data.get("wilayah"),
            query=query,
            webcal=webcal_url(query),
            **kwargs,
        )


def webcal_url(query):
    """Return the address by which calendars on phones and computers subscribe."""
    host = settings.SITE_URL.partition("://")[2]
    return f"webcal://{host}{reverse('event_calendar')}" + (f"?{query}" if query else "")


def prefetch_list_items(events):
    """Prefetch the pillars and public photos of all rows of a page."""
    topics = Prefetch("pillars", to_attr="topics")
    prefetch_related_objects(events, topics, published_photos())
    return events


class EventDetail(PublicPage, DetailView):
    """Show a live event with its report; a withdrawn one answers 410."""

    template_name = "campaigns/events/detail.html"
    context_object_name = "event"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not OutreachEvent.objects.withdrawn().filter(pk=kwargs["pk"]).exists():
                raise
            return render(request, "campaigns/events/gone.html", status=410)

    def get_queryset(self):
        return (
            OutreachEvent.objects.live()
            .select_related("group__region", "region", "setting", "campaign")
            .prefetch_related("pillars", "speakers", published_photos())
        )

    def get_context_data(self, **kwargs):
        event = self.object
        return super().get_context_data(
            photos=[photo.picture for photo in event.shown_photos],
            og_image=absolute(event.shown_photos[0].picture["src"]) if event.shown_photos else "",
            handed_out=event.handed_out.for_readers(),
            other_facts=other_facts(event, Readers.PUBLIC) if event.is_reported else [],
            schema=event_as_schema(event),
            share=share_context(event),
            **kwargs,
        )
