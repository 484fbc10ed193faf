from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.audit.models import Act, Decision
from kimportal.moderation.adapters import desk_called
from kimportal.moderation.business_days import overdue_before
from kimportal.moderation.flags import labelled
from kimportal.moderation.models import Note
from kimportal.moderation.queue import Queue, row_of
from kimportal.moderation.states import State
from kimportal.moderation.submission_history import field_called, record_of
from kimportal.staff.attachments import pages_of
from kimportal.staff.forms import DecisionForm, NoteForm, QueueFilter
from kimportal.staff.links import kept, memory_of, queue_address, with_filters
from kimportal.staff.pages import StaffPage, conflict, staff_verb
from kimportal.staff.undo import undoable
from kimportal.web.permissions import require

MOST_HISTORY = 30
MOST_PAGES = 40
SAID = {
    "approve": gettext_lazy("“%s” is published."),
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

    template_name = "admin/review.html"

    def get_context_data(self, kind, key, form=None, note_form=None, **kwargs):
        desk = desk_called(kind)
        thing = desk.find(self.request.user, key)
        return super().get_context_data(
            desk=desk,
            thing=thing,
            form=form or DecisionForm(thing=thing, desk=desk),
            note_form=note_form or NoteForm(),
            **self.beside(thing, desk),
            **self.decisions(thing, desk),
            **self.neighbours(thing, desk),
            **kwargs,
        )

    def beside(self, thing, desk):
        """What helps to judge: papers, differences, history, the group, what looks alike, notes."""
        person, group = self.request.user, desk.group_of(thing)
        may_look = desk.may_look(person, thing)
        papers = desk.papers(thing) if may_look else []
        # Each look at a paper is remembered too, and many of them would push the decisions out.
        history = (
            Decision.objects.about(thing)
            .exclude(act=Act.LOOK)
            .select_related("by")
            .order_by("-id")[:MOST_HISTORY]
        )
        return {
            "undo": undoable(self.request, next((one for one in history if one.after), None)),
            "papers": [(one, page_links(one)) for one in papers],
            # A change may be of whom to reach and where: the members were promised reviewers' eyes.
            "changes": desk.changes(thing) if may_look else [],
            "alike": desk.look_alikes(person, thing),
            "history": [(one, field_called(one.field)) for one in history],
            "memory": memory_of(thing._meta.label_lower, thing.pk),
            "notes": Note.objects.about(thing).select_related("by").order_by("-id")[:MOST_HISTORY],
            "group": group,
            "record": record_of(group) if group else [],
            "flags": labelled(thing.flags),
            "is_overdue": thing.state == State.WAITING and thing.state_since < overdue_before(),
            **desk.context(thing),
        }

    def decisions(self, thing, desk):
        """The verbs that make sense now, and the rule's answer: yes, or why not."""
        verbs = desk.verbs(thing)
        answer = desk.may(verbs[0], self.request.user, thing) if verbs else None
        return {"verbs": verbs if answer else (), "refusal": "" if answer else answer}

    def neighbours(self, thing, desk):
        query = kept(self.request.GET)
        queue = Queue(self.request.user, QueueFilter(self.request.GET).wanted())
        row = row_of(thing, desk)
        return {"query": query, "next": queue.after(row), "previous": queue.before(row)}


def decide(verb):
    """The view of one verb: see, may, do, say, and open the next one."""

    @staff_verb
    def view(request, kind, key):
        desk = desk_called(kind)
        thing = desk.find(request.user, key)
        if request.POST.get("version") != str(thing.version):
            return conflict(request, thing)
        require(desk.may(verb, request.user, thing))
        form = DecisionForm(request.POST, thing=thing, desk=desk, verb=verb)
        if not form.is_valid():
            return once_more(request, kind, key, form=form)
        row = row_of(thing, desk) if thing.state == State.WAITING else None
        getattr(thing, verb)(by=request.user, **form.told)
        messages.success(request, SAID[verb] % thing)
        return go_on(request, row) if row else stay(request, kind, key)

    return view


def once_more(request, kind, key, **forms):
    """The page with what was typed and what is wrong with it."""
    page = ReviewPage()
    page.setup(request)
    facts = page.get_context_data(kind=kind, key=key, **forms)
    return render(request, page.template_name, facts, status=422)


def stay(request, kind, key):
    """With what was not in the queue: its reviewer came for it alone. Undo stays at hand."""
    address = reverse("admin:review", args=[kind, key])
    return redirect(with_filters(request, address, urung=request.id))


def go_on(request, row):
    """To the next thing in the queue as it was filtered, else to the queue; undo stays at hand."""
    queue = Queue(request.user, QueueFilter(request.GET).wanted())
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


@staff_verb
def add_note(request, kind, key):
    thing = desk_called(kind).find(request.user, key)
    note = Note(thing_type=thing._meta.label_lower, thing_id=str(thing.pk), by=request.user)
    form = NoteForm(request.POST, instance=note)
    if not form.is_valid():
        return once_more(request, kind, key, note_form=form)
    form.save()
    messages.success(request, _("The note is kept; only staff read it."))
    return redirect(with_filters(request, reverse("admin:review", args=[kind, key])))
