"""Requests whose form is stored as a draft: while typing, when refused, without a session."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from campaigns.events.drafts import FORM_KINDS, form_url, store_photos
from campaigns.events.models.event import OutreachEvent
from kimportal.drafts.models import FormDraft

SIGN_IN = _("Your session had ended. What you typed is safe: sign in to go on.")
SEND_AGAIN = _("This page was open too long. What you typed is safe: send it again.")


def own_event(person, pk):
    """Return an event of one of the person's groups; raise 404 for all others."""
    return get_object_or_404(
        OutreachEvent.objects.of(person).select_related(
            "group", "region", "setting", "campaign__election", "submitted_by", "begun_by"
        ),
        pk=pk,
    )


def submitted_form_name(request):
    """Return the submitted form's name, "<kind>:<key>"; raise 404 if there is no such form."""
    kind, _colon, key = request.POST.get("form", "").partition(":")
    try:
        key = UUID(key)
    except ValueError:
        raise Http404
    if kind not in FORM_KINDS:
        raise Http404
    return f"{kind}:{key}"


def form_owner(request):
    """Return the signed-in person, else the owner named by the form's token, else None."""
    if request.user.is_authenticated:
        return request.user
    return FormDraft.objects.owner_from_token(request.POST.get("whose", ""))


def store_draft(request, person, form):
    """Store the submitted fields, and the photos that are accepted; return the draft or None."""
    kind, _colon, key = form.partition(":")
    event = own_event(person, key) if kind != "new" else None
    photos = []
    if kind == "report":
        photos = store_photos(request.POST, request.FILES, person, event)
    return FormDraft.objects.store(
        person, form, request.POST, file_keys=[str(photo.pk) for photo in photos]
    )


def store_and_sign_in(request, form):
    """Store the form of a session that has ended, and ask to sign in again."""
    person = form_owner(request)
    if person and store_draft(request, person, form):
        messages.info(request, SIGN_IN)
    return redirect_to_login(form_url(form))


def store_refused_form(request):
    """Store a form whose CSRF token is outdated and open it again; None without an owner token.

    Only the token says whose form it is: no other site can know it.
    """
    person = FormDraft.objects.owner_from_token(request.POST.get("whose", ""))
    if person is None:
        return None
    form = submitted_form_name(request)
    if store_draft(request, person, form):
        messages.info(request, SEND_AGAIN if request.user.is_authenticated else SIGN_IN)
    return HttpResponseRedirect(form_url(form))
