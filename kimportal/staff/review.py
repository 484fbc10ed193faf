from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.adapters import adapter_named
from kimportal.moderation.business_days import overdue_before
from kimportal.moderation.flags import labelled
from kimportal.moderation.models import Note
from kimportal.moderation.queue import Queue, row_of
from kimportal.moderation.states import State
from kimportal.moderation.submission_history import field_label, submission_history
from kimportal.staff.attachments import pages_of
from kimportal.staff.forms import DecisionForm, NoteForm, QueueFilterForm
from kimportal.staff.links import audit_log_url, preserved_query, queue_address, with_filters
from kimportal.staff.pages import StaffPage, conflict, staff_action
from kimportal.staff.undo import undoable
from kimportal.web.permissions import require_permission

MOST_HISTORY = 30
MOST_PAGES = 40
SAID = {
    "approve": gettext_lazy("“%s” is published."),
    "verify": gettext_lazy("“%s” is verified."),
    "send_back": gettext_lazy("“%s” went back for mending."),
    "reject": gettext_lazy("“%s” is rejected."),
    "withdraw": gettext_lazy("“%s” is no longer shown."),
    "restore": gettext_lazy("“%s” is shown again."),
}


def page_links(paper):
    """The numbers of a PDF's pages; a picture has none."""
    return range(1, min(pages_of(paper.file), MOST_PAGES) + 1) if paper.is_pdf else ()


class ReviewPage(StaffPage):
    """Everything needed to decide on one thing, on one screen."""

    template_name = "kimportal/staff/review.html"

    def get_context_data(self, kind, key, form=None, note_form=None, **kwargs):
        adapter = adapter_named(kind)
        item = adapter.find(self.request.user, key)
        return super().get_context_data(
            adapter=adapter,
            item=item,
            form=form or DecisionForm(item=item, adapter=adapter),
            note_form=note_form or NoteForm(),
            **self.beside(item, adapter),
            **self.audit_events(item, adapter),
            **self.neighbours(item, adapter),
            **kwargs,
        )

    def beside(self, item, adapter):
        """What helps to judge: papers, differences, history, the group, what looks alike, notes."""
        person, group = self.request.user, adapter.group_of(item)
        may_look = adapter.may_look(person, item)
        papers = adapter.papers(item) if may_look else []
        # Each look at a paper is remembered too, and many of them would push the decisions out.
        history = (
            AuditEvent.objects.about(item)
            .exclude(action=Action.LOOK)
            .select_related("by")
            .order_by("-id")[:MOST_HISTORY]
        )
        return {
            "undo": undoable(self.request, next((one for one in history if one.after), None)),
            "papers": [(one, page_links(one)) for one in papers],
            # A change may be of whom to reach and where: the members were promised reviewers' eyes.
            "changes": adapter.changes(item) if may_look else [],
            "alike": adapter.similar_items(person, item),
            "history": [(one, field_label(one.field)) for one in history],
            "memory": audit_log_url(item._meta.label_lower, item.pk),
            "notes": Note.objects.about(item).select_related("by").order_by("-id")[:MOST_HISTORY],
            "group": group,
            "record": submission_history(group) if group else [],
            "flags": labelled(item.flags),
            "hints": adapter.hints(item),
            "may_object": bool(adapter.may_object(person, item)),
            "is_overdue": item.state == State.WAITING and item.state_since < overdue_before(),
            **adapter.context(item),
        }

    def audit_events(self, item, adapter):
        """The verbs that make sense now, and the rule's answer: yes, or why not."""
        verbs = adapter.verbs(item)
        answer = adapter.may(verbs[0], self.request.user, item) if verbs else None
        # As text: a Refusal is falsy, so the page would say nothing of the reason.
        return {
            "verbs": verbs if answer else (),
            "refusal": str(answer) if verbs and not answer else "",
        }

    def neighbours(self, item, adapter):
        query = preserved_query(self.request.GET)
        queue = Queue(self.request.user, QueueFilterForm(self.request.GET).wanted())
        row = row_of(item, adapter)
        return {"query": query, "next": queue.after(row), "previous": queue.before(row)}


def decide(verb):
    """The view of one verb: see, may, do, say, and open the next one."""

    @staff_action
    def view(request, kind, key):
        adapter = adapter_named(kind)
        item = adapter.find(request.user, key)
        if request.POST.get("version") != str(item.version):
            return conflict(request, item)
        require_permission(adapter.may(verb, request.user, item))
        form = DecisionForm(request.POST, item=item, adapter=adapter, verb=verb)
        if not form.is_valid():
            return render_form_errors(request, kind, key, form=form)
        row = row_of(item, adapter) if item.state == State.WAITING else None
        getattr(item, verb)(by=request.user, **form.told)
        done = "verify" if (verb, kind) == ("approve", "group") else verb
        messages.success(request, SAID[done] % item)
        return redirect_to_next(request, row) if row else redirect_to_item(request, kind, key)

    return view


def render_form_errors(request, kind, key, **forms):
    """The page with what was typed and what is wrong with it."""
    page = ReviewPage()
    page.setup(request)
    facts = page.get_context_data(kind=kind, key=key, **forms)
    return render(request, page.template_name, facts, status=422)


def redirect_to_item(request, kind, key):
    """With what was not in the queue: its reviewer came for it alone. Undo stays at hand."""
    address = reverse("admin:review", args=[kind, key])
    return redirect(with_filters(request, address, urung=request.id))


def redirect_to_next(request, row):
    """To the next thing in the queue as it was filtered, else to the queue; undo stays at hand."""
    queue = Queue(request.user, QueueFilterForm(request.GET).wanted())
    following = queue.after(row) or queue.before(row)
    if following is None:
        return redirect(queue_address(request, urung=request.id))
    address = reverse("admin:review", args=[following.kind, following.key])
    return redirect(with_filters(request, address, urung=request.id))


approve = decide("approve")
send_back = decide("send_back")
reject = decide("reject")
withdraw = decide("withdraw")
restore = decide("restore")


@staff_action
def add_objection(request, kind, key):
    """Say to those who decide that something speaks against it."""
    adapter = adapter_named(kind)
    item = adapter.find(request.user, key)
    require_permission(adapter.may_object(request.user, item))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render_form_errors(request, kind, key, note_form=form)
    item.add_objection(by=request.user, text=form.cleaned_data["text"])
    messages.success(request, _("Your objection is kept; the KIM's reviewers see it."))
    return redirect(with_filters(request, reverse("admin:review", args=[kind, key])))


@staff_action
def add_note(request, kind, key):
    item = adapter_named(kind).find(request.user, key)
    note = Note(target_type=item._meta.label_lower, target_id=str(item.pk), by=request.user)
    form = NoteForm(request.POST, instance=note)
    if not form.is_valid():
        return render_form_errors(request, kind, key, note_form=form)
    form.save()
    messages.success(request, _("The note is kept; only staff read it."))
    return redirect(with_filters(request, reverse("admin:review", args=[kind, key])))
