"""URLs of the staff site that carry the queue's filters along."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

#: Query parameters that filter the queue; the page number is not one.
FILTERS = ("q", "jenis", "wilayah", "program", "tanda", "umur")


def preserved_query(params: QueryDict) -> str:
    """Return the filters among these query parameters as a query string."""
    filters = params.copy()
    for name in [name for name in params if name not in FILTERS or not params[name]]:
        del filters[name]
    return filters.urlencode()


def with_filters(request: HttpRequest, url: str, **params: str) -> str:
    """Return the URL with the filters of this request and further parameters."""
    query = "&".join(filter(None, [preserved_query(request.GET), urlencode(params)]))
    return f"{url}?{query}" if query else url


def audit_log_url(label: str, key: Any) -> str:
    """Return the URL of the audit log of one object: of "groups.group" and its key."""
    query = urlencode({"target_type": label, "target_id": key})
    return f"{reverse('admin:kimportal_auditevent_changelist')}?{query}"


def queue_url(request: HttpRequest, **params: str) -> str:
    """Return the URL of the queue with the filters of this request."""
    return with_filters(request, reverse("admin:index"), **params)
