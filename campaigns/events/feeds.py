"""Events for feed readers and calendars; both ask the same question as the list."""

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

MOST_IN_FEED = 30
MOST_IN_CALENDAR = 500
#: A calendar shows what was not long ago and what is to come.
LOOK_BACK = timedelta(days=90)


def asked_of(request):
    """Live events as the request's filters narrow them, with all that an entry names."""
    events = EventFilterForm(request.GET).narrow(OutreachEvent.objects.live())
    return events.select_related("group", "region")


class EventFeed(PublicFeed):
    """RSS: the latest events, narrowed by the filters of the list."""

    def get_object(self, request):
        return request

    def title(self, request):
        return _("Events of KIM · %(site)s") % {"site": settings.SITE_NAME}

    def description(self, request):
        return _("What Community Information Groups (KIM) do about elections, place by place.")

    def link(self, request):
        return reverse("event_list")

    def items(self, request):
        return slice_before_join(asked_of(request).past(timezone.now()), 0, MOST_IN_FEED)

    def item_description(self, event):
        words = [day(event.starts, event.zone), clock(event.starts, event.zone), place_of(event)]
        if event.attendance is not None:
            words.append(_("%(people)s people") % {"people": event.attendance})
        return " · ".join(filter(None, [*words, event.story[:500]]))

    def item_pubdate(self, event):
        return event.state_since

    def item_guid(self, event):
        return f"urn:uuid:{event.pk}"

    item_guid_is_permalink = False

    def item_author_name(self, event):
        return event.group.name


def place_of(event):
    return ", ".join(filter(None, [event.venue, event.region.path]))


@require_safe
def event_calendar(request):
    """The calendar to subscribe to, narrowed by the filters of the list."""
    events = asked_of(request).filter(starts__gte=timezone.now() - LOOK_BACK)
    return calendar_response(
        slice_before_join(events.order_by("starts", "id"), 0, MOST_IN_CALENDAR)
    )


@require_safe
def event_invite(request, pk):
    """One event to put into one's own calendar."""
    rows = OutreachEvent.objects.live().select_related("group", "region")
    return calendar_response([get_object_or_404(rows, pk=pk)], name=f"kegiatan-{pk}")


def calendar_response(events, name="kegiatan-kim"):
    # Here, for icalendar reads every rule of RFC 5545 as it loads; a page needs none.
    from campaigns.events.icalendar_files import as_calendar

    response = HttpResponse(as_calendar(events), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    patch_cache_control(response, **PUBLIC_CACHE)
    return response
