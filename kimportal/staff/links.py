"""The queue's filters live in its address, and every page that is reached from it hands them on."""

from urllib.parse import urlencode

from django.urls import reverse

#: What of the address makes the queue what it is; the page number does not.
FILTERS = ("q", "jenis", "wilayah", "program", "tanda", "umur")


def preserved_query(params):
    """The filters of an address as a query string."""
    only = params.copy()
    for name in [name for name in params if name not in FILTERS or not params[name]]:
        del only[name]
    return only.urlencode()


def with_filters(request, address, **more):
    """An address with the filters that this page was opened with."""
    query = "&".join(filter(None, [preserved_query(request.GET), urlencode(more)]))
    return f"{address}?{query}" if query else address


def audit_log_url(label, key):
    """The memory, narrowed to one thing: "groups.group" and its key."""
    query = urlencode({"target_type": label, "target_id": key})
    return f"{reverse('admin:kimportal_auditevent_changelist')}?{query}"


def queue_address(request, **more):
    """The queue as it was filtered when this page was opened from it."""
    return with_filters(request, reverse("admin:index"), **more)
