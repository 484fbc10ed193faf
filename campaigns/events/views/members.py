"""Events as the members of a KIM see them: where each stands, kept, sent in, with its receipt."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import DetailView, TemplateView

from campaigns.events import rules
from campaigns.events.flags import warnings_of
from campaigns.events.forms.shared import KeyForm, NeutralForm
from campaigns.events.models.draft import FormDraft
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.events.views.drafts import FORMS, address_of_form, asked_form, keep, own_event, owner
from campaigns.events.views.submission import answer_known, answered_once
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
    """'Kiriman saya': what one's groups have planned and reported, and where it stands."""

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
            unfinished=FormDraft.objects.unfinished(person)[:3],
            groups=Group.objects.of(person).live().order_by("name")[:5],
            now=timezone.now(),
            **kwargs,
        )


class EventOwn(MemberPage, DetailView):
    """One event with its steps, the reason it came back, and what to do next."""

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
            may_discard=rules.may_discard(person, event),
            may_withdraw=rules.may_withdraw(person, event),
            stored_keys=SubmissionReceipt.objects.latest_keys(event, person),
            receipt=event.receipts.order_by("-id").first() if event.state != State.DRAFT else None,
            twins=OutreachEvent.objects.at_once_with(event).select_related("begun_by")[:3],
            warnings=warnings_of(event, change_request.new if change_request else None),
            photos=event.photos.shown(),
            moves=AuditEvent.objects.about(event).transitions()[:10],
            unsent=FormDraft.objects.for_event(person, event),
            form=NeutralForm(),
            key=uuid4(),
            **kwargs,
        )


@post_action
def event_submit(request, pk):
    """Send a plan in, or what was returned just as it is now."""
    event = own_event(request.user, pk)
    if known := answer_known(request, form=""):
        return known
    require_permission(rules.may_submit(request.user, event))
    form = NeutralForm(request.POST)
    if not form.is_valid():
        messages.warning(request, form.errors["neutrality"][0])
        return redirect("event_own", pk)

    def send():
        event.lock_row()
        require_permission(rules.may_submit(request.user, event))
        event.send({}, by=request.user)
        return event

    return answered_once(request, send)


@require_POST
@never_cache
def event_keep(request):
    """Keep what has been typed so far: by itself while typing, or by a press of 'Keep'.

    Also when the session has ended meanwhile: a form knows whose it is.
    """
    if (person := owner(request)) is None:
        return redirect_to_login(reverse("my_events"))
    form = asked_form(request)
    by_itself = "application/json" in request.headers.get("Accept", "")
    if (
        by_itself
        and SubmissionReceipt.objects.filter(by=person, key=KeyForm.read(request.POST)).exists()
    ):
        # Sent in meanwhile: these words, late on a slow line, are no longer unsent.
        return JsonResponse({"kept": False}, status=409)
    typed = keep(request, person, form)
    if by_itself:
        return JsonResponse({"kept": typed is not None}, status=200 if typed else 413)
    if typed is None:
        messages.warning(request, _("This is too much text to keep. Please shorten it."))
        return redirect(address_of_form(form))
    messages.success(request, _("Kept. You find it here, also on another device."))
    return redirect("my_events") if typed.kind == "new" else redirect("event_own", typed.key)


@post_action
def event_forget(request, key):
    """Throw away what was typed and never sent."""
    kind = request.POST.get("kind") or "new"
    if kind not in FORMS:
        raise Http404
    FormDraft.objects.delete_for(request.user, f"{kind}:{key}")
    messages.success(request, _("The unfinished form was thrown away."))
    return redirect("my_events" if kind == "new" else address_of_form(f"{kind}:{key}"))


class EventReceipt(MemberPage, TemplateView):
    """Number and time: proof that it is stored."""

    template_name = "campaigns/events/receipt.html"

    def get_context_data(self, pk, receipt, **kwargs):
        [event] = OutreachEvent.with_open_change_requests([own_event(self.request.user, pk)])
        receipt = get_object_or_404(SubmissionReceipt, event=event, pk=min(receipt, 2**62))
        return super().get_context_data(
            event=event,
            receipt=receipt,
            stored_keys=[receipt.key],
            warnings=warnings_of(event),
            **kwargs,
        )


@require_safe
@login_required
def event_photo(request, pk, photo):
    """A photo as members and reviewers see it before, and beside, the public's renditions. A look
    by anybody but its members is remembered, as on the desk."""
    event = get_object_or_404(OutreachEvent.objects.visible_to(request.user), pk=pk)
    if not rules.may_see_inside(request.user, event):
        raise Http404
    is_own = rules.belongs(request.user, event.group)
    # What nobody has sent in yet, or was taken off, is its members' alone.
    photos = event.photos.all() if is_own else event.photos.shown()
    photo = get_object_or_404(photos, pk=min(photo, 2**62))
    if request.method == "GET" and not is_own:
        AuditEvent.objects.record(event, Action.LOOK, by=request.user, field=f"photo-{photo.pk}")
    return private_file_response(request, photo.file, filename=f"foto-{photo.pk}")
