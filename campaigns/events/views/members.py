"""Events as the members of their KIM see them."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, TemplateView

from campaigns.events import rules
from campaigns.events.drafts import drafts_for, own_event
from campaigns.events.flags import warnings_of
from campaigns.events.forms.shared import SubmitForm
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import IdempotencyConflict, SubmissionReceipt
from campaigns.events.reported_fields import Readers, other_facts
from campaigns.events.sharing import share_context
from campaigns.events.submission import submit_unchanged
from campaigns.events.views.submission import (
    conflict_response,
    receipt_response,
    repeated_response,
    submission_of,
)
from groups.kim.models import Group
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.actions import post_action
from kimportal.moderation.states import State
from kimportal.uploads.private_files import private_file_response
from kimportal.web.pagination import count_up_to, paginate
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage

PER_PAGE = 24


class MyEvents(MemberPage, TemplateView):
    """List the events of the person's groups ("Kiriman saya")."""

    template_name = "campaigns/events/member_list.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        events = OutreachEvent.objects.of(person).select_related("group", "region")
        page = paginate(events.order_by("-starts", "-id"), self.request.GET.get("hal"), PER_PAGE)
        OutreachEvent.with_open_change_requests(page.rows)
        count, more = count_up_to(events)
        return super().get_context_data(
            page_obj=page,
            count=count,
            more=more,
            groups=Group.objects.of(person).live().order_by("name")[:5],
            now=timezone.now(),
            **kwargs,
        )


class EventOwn(MemberPage, DetailView):
    """Show an event with its state, the reviewer's reason and the next step."""

    template_name = "campaigns/events/member_detail.html"
    context_object_name = "event"

    def get_object(self, queryset=None):
        [event] = OutreachEvent.with_open_change_requests(
            [own_event(self.request.user, self.kwargs["pk"])]
        )
        return event

    def get_context_data(self, **kwargs):
        event, person = self.object, self.request.user
        change_request = event.open_change_request
        return super().get_context_data(
            change_request=change_request,
            may_edit=rules.may_edit(person, event),
            may_copy=rules.may_begin(person, event.group),
            may_discard=rules.may_discard(person, event),
            may_withdraw=rules.may_withdraw(person, event),
            stored_keys=SubmissionReceipt.objects.latest_keys(event, person),
            receipt=event.receipts.order_by("-id").first() if event.state != State.DRAFT else None,
            duplicates=OutreachEvent.objects.at_once_with(event).select_related("begun_by")[:3],
            warnings=warnings_of(event, change_request.new if change_request else None),
            other_facts=other_facts(event, Readers.STAFF) if event.is_reported else [],
            photos=event.photos.shown(),
            moves=AuditEvent.objects.about(event).transitions()[:10],
            unsent=drafts_for(person, event),
            share=share_context(event) if event.is_live else None,
            form=SubmitForm(event=event),
            key=uuid4(),
            **kwargs,
        )


@post_action
def event_submit(request, pk):
    """Submit a plan, or a returned event, as it is."""
    event = own_event(request.user, pk)
    if response := repeated_response(request):
        return response
    require_permission(rules.may_submit(request.user, event))
    form = SubmitForm(request.POST, event=event)
    if not form.is_valid():
        messages.warning(request, form.errors["neutrality"][0])
        return redirect("event_own", pk)
    try:
        return receipt_response(
            request,
            submit_unchanged(
                event,
                with_repetitions=form.includes_repetitions,
                **submission_of(request),
            ),
        )
    except IdempotencyConflict as error:
        return conflict_response(request, error.receipt)


class EventReceipt(MemberPage, TemplateView):
    """Show the receipt of a submission: its number and time."""

    template_name = "campaigns/events/receipt.html"

    def get_context_data(self, pk, receipt, **kwargs):
        [event] = OutreachEvent.with_open_change_requests([own_event(self.request.user, pk)])
        receipt = get_object_or_404(SubmissionReceipt, event=event, pk=min(receipt, 2**62))
        return super().get_context_data(
            event=event,
            receipt=receipt,
            stored_keys=[receipt.key],
            warnings=warnings_of(event),
            share=share_context(event, receipt),
            **kwargs,
        )


@require_safe
@login_required
def event_photo(request, pk, photo):
    """Return the private file of a photo, for members and reviewers.

    The audit log records each look of anybody but the event's own members.
    """
    event = get_object_or_404(OutreachEvent.objects.visible_to(request.user), pk=pk)
    if not rules.may_see_inside(request.user, event):
        raise Http404
    is_own = rules.belongs(request.user, event.group)
    # Only members see photos that were never submitted or were removed.
    photos = event.photos.all() if is_own else event.photos.shown()
    photo = get_object_or_404(photos, pk=min(photo, 2**62))
    if request.method == "GET" and not is_own:
        AuditEvent.objects.record(event, Action.LOOK, by=request.user, field=f"photo-{photo.pk}")
    return private_file_response(request, photo.file, filename=f"foto-{photo.pk}")


@require_safe
@login_required
def unsent_photo(request, photo):
    """Return a photo stored with the unsent form of a new event, to its owner alone."""
    photo = get_object_or_404(EventPhoto.objects.unsent_by(request.user), pk=min(photo, 2**62))
    return private_file_response(request, photo.file, filename=f"foto-{photo.pk}")
