from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.adapters import ModerationAdapter, PrivateAttachment, get_adapter_or_404
from kimportal.moderation.business_days import overdue_before
from kimportal.moderation.flags import flag_labels
from kimportal.moderation.models import ModeratedModel, Note
from kimportal.moderation.queue import Queue, QueueRow
from kimportal.moderation.states import State
from kimportal.moderation.submission_history import field_label, submission_history
from kimportal.staff.attachments import count_pages
from kimportal.staff.forms import DecisionForm, NoteForm, QueueFilterForm
from kimportal.staff.links import audit_log_url, preserved_query, queue_url, with_filters
from kimportal.staff.pages import StaffPage, conflict, staff_action
from kimportal.staff.undo import undoable
from kimportal.web.permissions import require_permission

if TYPE_CHECKING:
    from kimportal.staff.staff_request import StaffRequest

MAX_HISTORY = 30
MAX_PAGES = 40
#: Messages after a decision; after approval, the adapter's.
MESSAGES = {
    Action.SEND_BACK: gettext_lazy("“%s” went back for mending."),
    Action.REJECT: gettext_lazy("“%s” is rejected."),
    Action.WITHDRAW: gettext_lazy("“%s” is no longer shown."),
    Action.RESTORE: gettext_lazy("“%s” is shown again."),
}


def page_numbers(attachment: PrivateAttachment) -> Sequence[int]:
    """Return the numbers of a PDF's pages; an image has none."""
    if not attachment.is_pdf:
        return ()
    return range(1, min(count_pages(attachment.file), MAX_PAGES) + 1)


class ReviewPage(StaffPage):
    """Everything needed to decide on one item, on one screen."""

    template_name = "kimportal/staff/review.html"

    def get_context_data(  # type: ignore[override]  # the URL gives kind and key
        self,
        kind: str,
        key: str,
        form: DecisionForm | None = None,
        note_form: NoteForm | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        adapter = get_adapter_or_404(kind)
        item = adapter.find(self.request.user, key)
        return super().get_context_data(
            adapter=adapter,
            item=item,
            form=form or DecisionForm(item=item, adapter=adapter),
            note_form=note_form or NoteForm(),
            **self.details(item, adapter),
            **self.verbs(item, adapter),
            **self.neighbours(item, adapter),
            **kwargs,
        )

    def details(self, item: ModeratedModel, adapter: ModerationAdapter) -> dict[str, Any]:
        """Return what helps to judge: attachments, changes, history, the KIM, similar items."""
        person, group = self.request.user, adapter.group_of(item)
        may_open = adapter.may_open_attachments(person, item)
        attachments = adapter.private_attachments(item) if may_open else []
        # Views of attachments are left out: many of them would push the decisions off the page.
        history = (
            AuditEvent.objects.about(item)
            .exclude(action=Action.LOOK)
            .select_related("by")
            .order_by("-id")[:MAX_HISTORY]
        )
        last_transition = next((event for event in history if event.after), None)
        return {
            "undo": undoable(self.request, last_transition),
            "attachments": [(each, page_numbers(each)) for each in attachments],
            # Changes may hold contact data, which members were promised only reviewers read.
            "changes": adapter.changes(item) if may_open else [],
            "similar_items": adapter.similar_items(person, item),
            "history": [(event, field_label(event.field)) for event in history],
            "audit_log_url": audit_log_url(item._meta.label_lower, item.pk),
            "notes": Note.objects.about(item).select_related("by").order_by("-id")[:MAX_HISTORY],
            "group": group,
            "submission_history": submission_history(group) if group else [],
            "flags": flag_labels(item.flags),
            "hints": adapter.hints(item),
            "may_object": bool(adapter.may_object(person, item)),
            "is_overdue": item.state == State.WAITING and item.state_since < overdue_before(),
            **adapter.context(item),
        }

    def verbs(self, item: ModeratedModel, adapter: ModerationAdapter) -> dict[str, Any]:
        """Return the verbs that make sense now, or why this person may not use them."""
        verbs = adapter.verbs(item)
        answer = adapter.can(verbs[0], self.request.user, item) if verbs else None
        # As text: a Denied is falsy, so the page would not show its reason.
        return {
            "verbs": verbs if answer else (),
            "refusal": str(answer) if verbs and not answer else "",
        }

    def neighbours(self, item: ModeratedModel, adapter: ModerationAdapter) -> dict[str, Any]:
        query = preserved_query(self.request.GET)
        queue = Queue(self.request.user, QueueFilterForm(self.request.GET).queue_filter())
        row = QueueRow.where_it_waited(item, adapter)
        return {"query": query, "next": queue.after(row), "previous": queue.before(row)}


def decision(verb: Action) -> Callable[..., HttpResponseBase]:
    """Return the view of one verb: find, check, decide, and open the next item."""

    @staff_action
    def view(request: "StaffRequest", kind: str, key: str) -> HttpResponseBase:
        adapter = get_adapter_or_404(kind)
        item = adapter.find(request.user, key)
        if request.POST.get("version") != str(item.version):
            return conflict(request, item)
        require_permission(adapter.can(verb, request.user, item))
        form = DecisionForm(request.POST, item=item, adapter=adapter, verb=verb)
        if not form.is_valid():
            return render_form_errors(request, kind, key, form=form)
        row = QueueRow.of(item, adapter) if item.state == State.WAITING else None
        item.decide(verb, by=request.user, **form.reason)
        text = MESSAGES[verb] % item if verb in MESSAGES else adapter.approved_text(item)
        messages.success(request, text)
        return redirect_to_next(request, row) if row else redirect_to_item(request, kind, key)

    return view


def render_form_errors(
    request: "StaffRequest", kind: str, key: str, **forms: Any
) -> HttpResponseBase:
    """Render the page with what was typed and what is wrong with it."""
    page = ReviewPage()
    page.setup(request)
    context = page.get_context_data(kind=kind, key=key, **forms)
    return render(request, page.template_name, context, status=422)


def redirect_to_item(request: "StaffRequest", kind: str, key: str) -> HttpResponseBase:
    """Stay with an item that was not in the queue; undo stays at hand."""
    url = reverse("admin:review", args=[kind, key])
    return redirect(with_filters(request, url, urung=request.id))


def redirect_to_next(request: "StaffRequest", row: QueueRow) -> HttpResponseBase:
    """Open the next item of the filtered queue, else the queue; undo stays at hand."""
    queue = Queue(request.user, QueueFilterForm(request.GET).queue_filter())
    following = queue.after(row) or queue.before(row)
    if following is None:
        return redirect(queue_url(request, urung=request.id))
    return redirect_to_item(request, following.kind, following.key)


approve = decision(Action.APPROVE)
send_back = decision(Action.SEND_BACK)
reject = decision(Action.REJECT)
withdraw = decision(Action.WITHDRAW)
restore = decision(Action.RESTORE)


@staff_action
def add_objection(request: "StaffRequest", kind: str, key: str) -> HttpResponseBase:
    """Say to those who decide that something speaks against it."""
    adapter = get_adapter_or_404(kind)
    item: Any = adapter.find(request.user, key)
    require_permission(adapter.may_object(request.user, item))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render_form_errors(request, kind, key, note_form=form)
    item.add_objection(by=request.user, text=form.cleaned_data["text"])
    messages.success(request, _("Your objection is kept; the KIM's reviewers see it."))
    return redirect(with_filters(request, reverse("admin:review", args=[kind, key])))


@staff_action
def add_note(request: "StaffRequest", kind: str, key: str) -> HttpResponseBase:
    item = get_adapter_or_404(kind).find(request.user, key)
    note = Note(target_type=item._meta.label_lower, target_id=str(item.pk), by=request.user)
    form = NoteForm(request.POST, instance=note)
    if not form.is_valid():
        return render_form_errors(request, kind, key, note_form=form)
    form.save()
    messages.success(request, _("The note is kept; only staff read it."))
    return redirect(with_filters(request, reverse("admin:review", args=[kind, key])))
