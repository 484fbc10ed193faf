"""Base classes and decorators of the staff site's own pages; the AdminSite checks who may enter."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from kimportal.audit.models import AuditEvent
from kimportal.moderation.adapters import adapter_for
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.queue import Queue, QueueRow
from kimportal.moderation.states import InvalidTransition
from kimportal.staff.forms import QueueFilterForm
from kimportal.staff.links import preserved_query, with_filters
from kimportal.ui.fields import strip_invisible

if TYPE_CHECKING:
    from kimportal.staff.staff_request import StaffRequest


class StaffPage(TemplateView):
    """A page of the staff site: GET only, never cached, only for staff."""

    request: "StaffRequest"
    http_method_names = ["get", "head", "options"]

    @classmethod
    def as_view(cls, **kwargs: Any) -> Callable[..., HttpResponse]:
        return admin.site.admin_view(super().as_view(**kwargs))


def staff_action(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view of one verb: POST only, staff only; the loser of a race gets a 409 page."""

    @wraps(view)
    def wrapped(request: "StaffRequest", *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except InvalidTransition as error:
            return conflict(request, error.item)

    return admin.site.admin_view(require_POST(wrapped))


def conflict(request: "StaffRequest", item: ModeratedModel) -> HttpResponseBase:
    """Show what the faster reviewer decided; nothing was stored.

    Who was first themselves tapped twice, and is redirected to their decision.
    """
    adapter = adapter_for(item)
    fresh = get_object_or_404(type(item)._base_manager, pk=item.pk)
    # The decision, not the newest entry: that may be a look at a file, or the reader's own.
    last = AuditEvent.objects.about(fresh).transitions().select_related("by").first()
    note = strip_invisible(request.POST.get("note", ""), keep="\n").strip()
    if last and last.after and last.by_id == request.user.pk and note in last.note:
        text = _("You have decided on this already: it is “%s”.") % fresh.get_state_display()
        messages.info(request, text)
        url = reverse("admin:review", args=[adapter.kind, fresh.pk])
        return redirect(with_filters(request, url, urung=last.request_id))
    queue = Queue(request.user, QueueFilterForm(request.GET).queue_filter())
    row = QueueRow.where_it_waited(fresh, adapter)
    context = {
        "item": fresh,
        "adapter": adapter,
        "last": last,
        "note": note,
        "query": preserved_query(request.GET),
        "next": queue.after(row) or queue.before(row),
    }
    return render(request, "kimportal/staff/conflict.html", context, status=409)
