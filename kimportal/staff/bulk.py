from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimportal.moderation.adapters import adapter_named
from kimportal.moderation.flags import labelled
from kimportal.moderation.states import InvalidTransition
from kimportal.staff.forms import BulkForm
from kimportal.staff.links import preserved_query, queue_address
from kimportal.staff.pages import StaffPage, staff_action

MOST = 100


@dataclass
class Choice:
    """One thing that was ticked, as it stood then, and why it will not be touched, if so."""

    token: str
    adapter: object
    item: object
    why: str = ""

    @property
    def flags(self):
        return labelled(self.item.flags)

    @property
    def subject(self):
        return self.adapter.subject(self.item)


def chosen(person, tokens):
    """What the ticked tokens (kind:key:version) mean to this person; others' are not there."""
    found = []
    for token in list(dict.fromkeys(tokens))[:MOST]:
        kind, _colon, rest = token.partition(":")
        key, _colon, version = rest.partition(":")
        try:
            adapter = adapter_named(kind)
            item = adapter.find(person, key)
        except Http404:
            continue
        found.append(Choice(token, adapter, item, refused(person, adapter, item, version)))
    return found


def refused(person, adapter, item, version):
    """Why this one will not be touched; empty where nothing stands against it."""
    if "approve" not in adapter.verbs(item):
        return _("It is “%s” by now.") % item.get_state_display()
    if str(item.version) != version:
        return _("It has been changed since you looked.")
    answer = adapter.may("approve", person, item)
    return "" if answer else str(answer)


class BulkPage(StaffPage):
    """Before it happens: what will and what will not be touched, and why."""

    template_name = "kimportal/staff/bulk.html"

    def get_context_data(self, form=None, choices=None, **kwargs):
        if choices is None:
            choices = chosen(self.request.user, self.request.GET.getlist("item"))
        touched = [one for one in choices if not one.why]
        return super().get_context_data(
            touched=touched,
            untouched=[one for one in choices if one.why],
            form=form or BulkForm(subjects=[one.subject for one in touched]),
            query=preserved_query(self.request.GET),
            back=queue_address(self.request),
            **kwargs,
        )


def decide_all(verb):
    """The view of one verb on many: each asked and decided by itself, all under one request id."""

    @staff_action
    def view(request):
        choices = chosen(request.user, request.POST.getlist("item"))
        touched = [one for one in choices if not one.why]
        form = BulkForm(request.POST, verb=verb, subjects=[one.subject for one in touched])
        if touched and not form.is_valid():
            page = BulkPage()
            page.setup(request)
            facts = page.get_context_data(form=form, choices=choices)
            return render(request, page.template_name, facts, status=422)
        for one in choices:
            one.why = one.why or _decide(one, verb, request.user, form)
        _say(request, choices)
        return redirect(queue_address(request, urung=request.id))

    return view


def _decide(choice, verb, person, form):
    """Why it could not be done; empty when it is done."""
    try:
        getattr(choice.item, verb)(by=person, **form.told_to(choice.item))
    except InvalidTransition:
        return _("Somebody else decided first.")
    return ""


def _say(request, choices):
    done = [one for one in choices if not one.why]
    if done:
        said = ngettext("%(count)s is decided.", "%(count)s are decided.", len(done))
        messages.success(request, said % {"count": len(done)})
    for one in choices:
        if one.why:
            said = _("Not changed: “%(item)s”. %(why)s")
            messages.warning(request, said % {"item": one.item, "why": one.why})
    if not choices:
        messages.warning(request, _("Nothing was chosen."))


approve_all = decide_all("approve")
send_back_all = decide_all("send_back")
reject_all = decide_all("reject")
