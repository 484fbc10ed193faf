from urllib.parse import parse_qsl

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from kimportal.moderation.models import SavedView
from kimportal.moderation.queue import Queue, bounded
from kimportal.staff.forms import QueueFilterForm, ViewForm, kinds
from kimportal.staff.links import preserved_query
from kimportal.staff.pages import StaffPage, staff_action
from kimportal.staff.undo import undoable

MOST_VIEWS = 20


class QueuePage(StaffPage):
    """The front page: everything that waits for this person, oldest first."""

    template_name = "kimportal/staff/queue.html"

    def get_context_data(self, **kwargs):
        form = QueueFilterForm(self.request.GET)
        queue = Queue(self.request.user, form.wanted())
        counts = queue.counts()
        total, more = bounded(counts)
        query = preserved_query(self.request.GET)
        return super().get_context_data(
            form=form,
            active=form.active,
            leaf=queue.page(self.request.GET.get("hal")),
            total=total,
            more=more,
            kinds=self.kinds(counts),
            query=query,
            preserved_query=parse_qsl(query),
            views=self.request.user.saved_views.all(),
            view_form=ViewForm(initial={"query": query}),
            undo=undoable(self.request),
            **kwargs,
        )

    def kinds(self, counts):
        """[(label, address, how many or None, chosen)]: the quickest filter, one tap each."""
        params = self.request.GET.copy()
        chosen = params.pop("jenis", [""])[-1]
        rest = preserved_query(params)
        return [
            (
                label,
                f"?jenis={kind}&{rest}" if kind else f"?{rest}",
                counts.get(kind),
                kind == chosen,
            )
            for kind, label in kinds()
        ]


@staff_action
def save_view(request):
    form = ViewForm(request.POST, instance=SavedView(person=request.user))
    if request.user.saved_views.count() >= MOST_VIEWS:
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
def remove_view(request, pk):
    get_object_or_404(request.user.saved_views, pk=pk).delete()
    messages.success(request, _("The view is removed."))
    return redirect("admin:index")
