from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from kimportal.moderation.models import SavedView
from kimportal.moderation.queue import Queue, bounded_total
from kimportal.staff.forms import QueueFilterForm, SavedViewForm, kind_choices
from kimportal.staff.links import preserved_query
from kimportal.staff.pages import StaffPage, staff_action
from kimportal.staff.undo import undoable

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from kimportal.staff.staff_request import StaffRequest

MAX_SAVED_VIEWS = 20


class QueuePage(StaffPage):
    """The front page: everything that waits for this person, oldest first."""

    template_name = "kimportal/staff/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = QueueFilterForm(self.request.GET)
        queue = Queue(self.request.user, form.queue_filter())
        counts = queue.counts()
        total, has_more = bounded_total(counts)
        query = preserved_query(self.request.GET)
        return super().get_context_data(
            form=form,
            active=form.active,
            queue_page=queue.page(self.request.GET.get("hal")),
            total=total,
            more=has_more,
            kinds=self.kinds(counts),
            query=query,
            preserved_query=parse_qsl(query),
            views=self.request.user.saved_views.all(),
            view_form=SavedViewForm(initial={"query": query}),
            undo=undoable(self.request),
            **kwargs,
        )

    def kinds(self, counts: dict[str, int]) -> "list[tuple[_StrOrPromise, str, int | None, bool]]":
        """Return [(label, URL, count or None, is selected)] of the filter by kind."""
        params = self.request.GET.copy()
        selected = params.pop("jenis", [""])[-1]
        rest = preserved_query(params)
        return [
            (
                label,
                f"?jenis={kind}&{rest}" if kind else f"?{rest}",
                counts.get(kind),
                kind == selected,
            )
            for kind, label in kind_choices()
        ]


@staff_action
def save_view(request: "StaffRequest") -> HttpResponseBase:
    form = SavedViewForm(request.POST, instance=SavedView(person=request.user))
    if request.user.saved_views.count() >= MAX_SAVED_VIEWS:
        messages.warning(request, _("You have many saved views. Remove one first."))
    elif not form.is_valid():
        messages.warning(request, _("Give the view a name of at most 60 letters."))
    else:
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            messages.warning(request, _("You have a view of that name already."))
        else:
            messages.success(request, _("The view “%s” is saved.") % form.instance)
            return redirect(form.instance)
    return redirect("admin:index")


@staff_action
def remove_view(request: "StaffRequest", pk: int) -> HttpResponseBase:
    get_object_or_404(request.user.saved_views, pk=pk).delete()
    messages.success(request, _("The view is removed."))
    return redirect("admin:index")
