"""Store a form by a button or while somebody types, and throw it away."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kimportal.drafts.kinds import kind_of
from kimportal.drafts.middleware import sent_keys
from kimportal.drafts.models import SET_ASIDE, FormDraft
from kimportal.drafts.storing import (
    TOO_LONG,
    form_owner,
    kind_named,
    page_of,
    store_form,
    submitted_form,
)
from kimportal.moderation.actions import post_action


@require_POST
@never_cache
def draft_keep(request: HttpRequest) -> HttpResponse:
    """Store what has been typed so far, on a button or by itself while somebody types.

    Also after the session has ended: the form carries a token of its owner.
    """
    request.draft_stored = False  # type: ignore[attr-defined]  # nothing was sent
    if (person := form_owner(request)) is None:
        return redirect_to_login(resolve_url(settings.LOGIN_REDIRECT_URL))
    if not (form := submitted_form(request)):
        raise Http404
    is_autosave = "application/json" in request.headers.get("Accept", "")
    if is_autosave and was_sent(request):
        # Submitted meanwhile: this autosave, late on a slow line, is no longer unsent.
        return JsonResponse({"kept": False}, status=409)
    draft = store_form(request, person, form)
    if is_autosave:
        return JsonResponse({"kept": draft is not None}, status=200 if draft else 413)
    if draft is None:
        messages.warning(request, TOO_LONG)
        return redirect(page_of(form))
    messages.success(request, _("Kept. You find it here, also on another device."))
    return redirect(next_page(form))


draft_keep.only_stores = True  # type: ignore[attr-defined]  # it is no answer to the form


def next_page(form: str) -> str:
    """Return where a form's kind leads once it is put aside; by default to the form's page."""
    kind = kind_named(form)
    return kind.after_keeping(form.partition(":")[2]) if kind.after_keeping else page_of(form)


def was_sent(request: HttpRequest) -> bool:
    """Return whether the form with this key was taken before."""
    kind, key = kind_of(submitted_form(request)), request.POST.get("key", "")
    if not key or kind is None:
        return False
    return key in sent_keys(request) or bool(kind.was_sent and kind.was_sent(request))


@post_action
def draft_forget(request: HttpRequest) -> HttpResponse:
    """Delete a draft and the files stored with it."""
    request.draft_stored = False  # type: ignore[attr-defined]
    form = request.POST.get("form", "")
    if not kind_of(form):
        raise Http404
    FormDraft.objects.delete_for(request.user, form)  # type: ignore[arg-type]
    messages.success(request, _("The unfinished form was thrown away."))
    if request.POST.get("from") == "list":
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    return redirect(next_page(form.partition(SET_ASIDE)[0]))
