"""Events as RSS and iCalendar, with the filters of the public list."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.events.forms.filters import EventFilterForm
from campaigns.events.models.event import OutreachEvent
from campaigns.open_data.feeds import PublicFeed
from kimportal.ui.template_tags import clock, day
from kimportal.web.pagination import slice_before_join
from kimportal.web.views import PUBLIC_CACHE

MAX_IN_FEED = 30
MAX_IN_CALENDAR = 500
#: How long a past event stays in the calendar.
LOOK_BACK = timedelta(days=90)


def filtered_events(request):
    """Return the live events that match the request's filters."""
    events = EventFilterForm(request.GET).apply(OutreachEvent.objects.live())
    return events.select_related("group", "region")


class EventFeed(PublicFeed):
    """RSS feed of the latest events."""

    def get_object(self, request):
        return request

    def title(self, request):
        return _("Events of KIM · %(site)s") % {"site": settings.SITE_NAME}

    def description(self, request):
        return _("What Community Information Groups (KIM) do about elections, place by place.")

    def link(self, request):
        return reverse("event_list")

    def items(self, request):
        return slice_before_join(filtered_events(request).past(timezone.now()), 0, MAX_IN_FEED)

    def item_description(self, event):
        parts = [day(event.starts, event.zone), clock(event.starts, event.zone), event.place]
        if event.attendance is not None:
            parts.append(_("%(people)s people") % {"people": event.attendance})
        return " · ".join(filter(None, [*parts, event.story[:500]]))

    def item_pubdate(self, event):
        return event.state_since

    def item_guid(self, event):
        return f"urn:uuid:{event.pk}"

    item_guid_is_permalink = False

    def item_author_name(self, event):
        return event.group.name


@require_safe
def event_calendar(request):
    """Return the calendar to subscribe to."""
    events = filtered_events(request).filter(starts__gte=timezone.now() - LOOK_BACK)
    return calendar_response(slice_before_join(events.order_by("starts", "id"), 0, MAX_IN_CALENDAR))


@require_safe
def event_invite(request, pk):
    """Return an event as a calendar file."""
    rows = OutreachEvent.objects.live().select_related("group", "region")
    return calendar_response([get_object_or_404(rows, pk=pk)], name=f"kegiatan-{pk}")


def calendar_response(events, name="kegiatan-kim"):
    # Imported here: icalendar is slow to load and no page needs it.
    from campaigns.events.icalendar_files import as_calendar

    response = HttpResponse(as_calendar(events), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    patch_cache_control(response, **PUBLIC_CACHE)
    return response
