"""Discarding a draft and withdrawing a published event."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from campaigns.events import rules
from campaigns.events.drafts import own_event
from campaigns.events.forms.shared import DiscardForm
from campaigns.events.models.event import OutreachEvent
from groups.members.forms import ReasonForm
from kimportal.audit.models import Action, AuditEvent
from kimportal.drafts.pages import KeepsDraft
from kimportal.moderation.actions import post_action
from kimportal.moderation.states import InvalidTransition, State
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage


class EventDiscard(MemberPage, TemplateView):
    """Ask for confirmation before a draft is discarded."""

    template_name = "campaigns/events/discard.html"

    def get_context_data(self, **kwargs):
        event = own_event(self.request.user, self.kwargs["pk"])
        require_permission(rules.may_discard(self.request.user, event))
        return super().get_context_data(event=event, form=DiscardForm(event=event), **kwargs)


@post_action
def event_discard_now(request, pk):
    discarded = OutreachEvent(pk=pk)
    if AuditEvent.objects.about(discarded).filter(action=Action.ERASE, by=request.user).exists():
        raise InvalidTransition(discarded, State.DRAFT)
    event = own_event(request.user, pk)
    require_permission(rules.may_discard(request.user, event))
    form = DiscardForm(request.POST, event=event)
    repetitions = event.unsent_repetitions if form.includes_repetitions else []
    with transaction.atomic():
        for draft in (event, *repetitions):
            require_permission(rules.may_discard(request.user, draft))
            draft.discard(by=request.user)
    messages.success(request, _("The draft “%(event)s” was thrown away.") % {"event": event})
    return redirect("my_events")


class EventWithdraw(KeepsDraft, MemberPage, TemplateView):
    """Ask for the reason before a published event is withdrawn."""

    template_name = "campaigns/events/withdraw.html"
    draft_kind = "event_withdraw"

    @property
    def draft_key(self):
        return str(self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        event = own_event(self.request.user, self.kwargs["pk"])
        require_permission(rules.may_withdraw(self.request.user, event))
        form = kwargs.pop("form", None) or self.with_draft(ReasonForm())
        return super().get_context_data(event=event, form=form, **kwargs)


@post_action
def event_withdraw_now(request, pk):
    event = own_event(request.user, pk)
    require_permission(rules.may_withdraw(request.user, event))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        page = EventWithdraw()
        page.setup(request, pk=pk)
        return render(request, page.template_name, page.get_context_data(form=form))
    event.withdraw(by=request.user, note=form.cleaned_data["note"])
    messages.success(request, _("“%(event)s” is no longer shown.") % {"event": event})
    return redirect("event_own", pk)
