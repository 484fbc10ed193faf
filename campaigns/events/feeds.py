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
from kimportal.ui.template_tags import clock, day
from kimportal.web.feeds import PublicFeed
from kimportal.web.pagination import slice_before_join
from kimportal.web.views import PUBLIC_CACHE

MAX_IN_FEED = 30
MAX_IN_CALENDAR = 500
#: How long a past event stays in the calendar.
LOOK_BACK = timedelta(days=90)


def filtered_events(request, events=None):
    """Return the live events, or these, that match the request's filters."""
    events = OutreachEvent.objects.live() if events is None else events
    return EventFilterForm(request.GET).apply(events).select_related("group", "region")


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
    """Return the calendar to subscribe to: all that comes, then the latest of the past."""
    now = timezone.now()
    earliest = now - LOOK_BACK
    events = filtered_events(request)
    # One more than fits, to know whether some are left out.
    coming = list(slice_before_join(events.upcoming(now), 0, MAX_IN_CALENDAR + 1))
    room = MAX_IN_CALENDAR - len(coming)
    past = events.past(now).filter(starts__gte=earliest)
    past = list(slice_before_join(past, 0, room)) if room > 0 else []
    return calendar_response(
        [*past[::-1], *coming[:MAX_IN_CALENDAR]],
        cancelled=withdrawn_events(request, earliest),
        is_cut=room < 0,
    )


def withdrawn_events(request, earliest):
    """Return events that calendars may still show; none for a search, which would read them."""
    if request.GET.get("q"):
        return []
    events = filtered_events(request, OutreachEvent.objects.withdrawn())
    return slice_before_join(events.filter(starts__gte=earliest).in_order(), 0, MAX_IN_CALENDAR)


@require_safe
def event_invite(request, pk):
    """Return an event as a calendar file."""
    rows = OutreachEvent.objects.live().select_related("group", "region")
    return calendar_response([get_object_or_404(rows, pk=pk)], name=f"kegiatan-{pk}")


def calendar_response(events, cancelled=(), name="kegiatan-kim", is_cut=False):
    # Imported here: icalendar is slow to load and no page needs it.
    from campaigns.events.icalendar_files import as_calendar

    response = HttpResponse(
        as_calendar(events, cancelled, is_cut=is_cut), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    patch_cache_control(response, **PUBLIC_CACHE)
    return response
