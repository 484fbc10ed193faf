from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimportal.audit.models import Action
from kimportal.moderation.adapters import ModerationAdapter, get_adapter_or_404
from kimportal.moderation.flags import flag_labels
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.states import InvalidTransition
from kimportal.staff.forms import BulkForm
from kimportal.staff.links import preserved_query, queue_url
from kimportal.staff.pages import StaffPage, staff_action

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from kimportal.accounts.models import Person
    from kimportal.staff.staff_request import StaffRequest

MAX_CHOICES = 100


@dataclass
class Choice:
    """A ticked item in the version that was rendered; `why` says why it is skipped, if it is."""

    token: str
    adapter: ModerationAdapter
    item: ModeratedModel
    why: str = ""

    @property
    def flags(self) -> "list[tuple[str, _StrOrPromise]]":
        return flag_labels(self.item.flags)

    @property
    def subject(self) -> ModeratedModel:
        return self.adapter.subject(self.item)


def get_choices(person: "Person", tokens: Iterable[str]) -> list[Choice]:
    """Return the choices of the ticked tokens (kind:key:version) that this person oversees."""
    choices = []
    for token in list(dict.fromkeys(tokens))[:MAX_CHOICES]:
        kind, _colon, rest = token.partition(":")
        key, _colon, version = rest.partition(":")
        try:
            adapter = get_adapter_or_404(kind)
            item = adapter.find(person, key)
        except Http404:
            continue
        why = reason_to_skip(person, adapter, item, version)
        choices.append(Choice(token, adapter, item, why))
    return choices


def reason_to_skip(
    person: "Person", adapter: ModerationAdapter, item: ModeratedModel, version: str
) -> str:
    """Return why no decision is possible; "" if it is."""
    if Action.APPROVE not in adapter.verbs(item):
        return _("It is “%s” by now.") % item.get_state_display()
    if str(item.version) != version:
        return _("It has been changed since you looked.")
    answer = adapter.can(Action.APPROVE, person, item)
    return "" if answer else str(answer)


class BulkPage(StaffPage):
    """Confirmation of a bulk decision: what will be decided, what is skipped and why."""

    template_name = "kimportal/staff/bulk.html"

    def get_context_data(
        self, form: BulkForm | None = None, choices: list[Choice] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        if choices is None:
            choices = get_choices(self.request.user, self.request.GET.getlist("item"))
        possible = [choice for choice in choices if not choice.why]
        return super().get_context_data(
            possible=possible,
            skipped=[choice for choice in choices if choice.why],
            form=form or BulkForm(subjects=[choice.subject for choice in possible]),
            query=preserved_query(self.request.GET),
            back=queue_url(self.request),
            **kwargs,
        )


def bulk_decision(verb: Action) -> Callable[..., HttpResponseBase]:
    """Return the view of one verb on many items, each decided by itself under one request id."""

    @staff_action
    def view(request: "StaffRequest") -> HttpResponseBase:
        choices = get_choices(request.user, request.POST.getlist("item"))
        possible = [choice for choice in choices if not choice.why]
        form = BulkForm(request.POST, verb=verb, subjects=[choice.subject for choice in possible])
        if possible and not form.is_valid():
            page = BulkPage()
            page.setup(request)
            context = page.get_context_data(form=form, choices=choices)
            return render(request, page.template_name, context, status=422)
        for choice in possible:
            choice.why = decide_one(choice.item, verb, request.user, form)
        add_messages(request, choices)
        return redirect(queue_url(request, urung=request.id))

    return view


def decide_one(item: ModeratedModel, verb: Action, person: "Person", form: BulkForm) -> str:
    """Decide, and return why it was not possible; "" if it was."""
    try:
        item.decide(verb, by=person, **form.reason_for(item))
    except InvalidTransition:
        return _("Somebody else decided first.")
    return ""


def add_messages(request: HttpRequest, choices: list[Choice]) -> None:
    count = sum(not choice.why for choice in choices)
    if count:
        text = ngettext("%(count)s is decided.", "%(count)s are decided.", count)
        messages.success(request, text % {"count": count})
    for choice in choices:
        if choice.why:
            text = _("Not changed: “%(item)s”. %(why)s")
            messages.warning(request, text % {"item": choice.item, "why": choice.why})
    if not choices:
        messages.warning(request, _("Nothing was chosen."))


approve_all = bulk_decision(Action.APPROVE)
send_back_all = bulk_decision(Action.SEND_BACK)
reject_all = bulk_decision(Action.REJECT)
