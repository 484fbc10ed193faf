"""Requests whose form is stored as a draft: while typing, when refused, without a session."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.models import Person
from kimportal.drafts.kinds import FormKind, kind_of
from kimportal.drafts.models import SET_ASIDE, FormDraft

SIGN_IN = _("Your session had ended. What you typed is safe: sign in to go on.")
SEND_AGAIN = _("This page was open too long. What you typed is safe: send it again.")
CHOOSE_AGAIN = _("If a file is missing below, choose it again before you send.")
OF_ANOTHER = _(
    "This form was opened with another account. Nothing was sent; what was typed waits for the "
    "one who opened it."
)
TOO_LONG = _("This is too much text to keep. Please shorten it.")


def is_from_queue(request: HttpRequest) -> bool:
    """Return whether a phone sends by itself: it keeps the form until it has a receipt.

    (static/js/offline/queue.js) So nothing is stored for it, and it is answered in JSON.
    """
    return "X-From-Queue" in request.headers


def submitted_form(request: HttpRequest) -> str:
    """Return the name of the submitted form, as its page or the form itself says, or ""."""
    name = getattr(request, "draft_name", "") or request.POST.get("form", "")
    return name if kind_of(name) and SET_ASIDE not in name else ""


def kind_named(form: str) -> FormKind:
    """Return the kind of a form that exists."""
    kind = kind_of(form)
    if kind is None:
        raise LookupError(form)
    return kind


def page_of(form: str) -> str:
    """Return the URL on which the form with this name is opened again."""
    return kind_named(form).page(form.partition(":")[2])


def form_owner(request: HttpRequest) -> Person | None:
    """Return whoever opened the form, else the signed-in person, else None."""
    token = request.POST.get("whose", "")
    if owner := FormDraft.objects.owner_from_token(token):
        return owner
    if not request.user.is_authenticated or FormDraft.objects.is_of_another(token, request.user):
        return None
    return request.user


def store_form(request: HttpRequest, person: Person, form: str) -> FormDraft | None:
    """Store the submitted fields and the files that the form's kind stores.

    Return the draft, or None if the text is too long. Raise Http404 if the person may not open
    what the form is about.
    """
    kind, key = kind_named(form), form.partition(":")[2]
    file_keys = kind.store_files(request, person, key) if kind.store_files else ()
    draft = FormDraft.objects.store(person, form, request.POST, file_keys=file_keys)
    request.draft_stored = True  # type: ignore[attr-defined]
    return draft


def store_and_sign_in(request: HttpRequest, form: str) -> HttpResponseRedirect:
    """Store the form of a session that has ended, and ask to sign in again."""
    person = form_owner(request)
    if person and store_form(request, person, form):
        messages.info(request, SIGN_IN)
        mention_files(request, form)
    return redirect_to_login(page_of(form))


def store_refused_form(request: HttpRequest) -> HttpResponseRedirect | None:
    """Store a form whose CSRF token is outdated and open it again; None without an owner token.

    Only the token says whose form it is: no other site can know it.
    """
    form = submitted_form(request)
    person = FormDraft.objects.owner_from_token(request.POST.get("whose", ""))
    if person is None or not form:
        return None
    is_signed_in = request.user == person
    if store_form(request, person, form):
        messages.info(request, SEND_AGAIN if is_signed_in else SIGN_IN)
        mention_files(request, form)
    return HttpResponseRedirect(page_of(form)) if is_signed_in else redirect_to_login(page_of(form))


def mention_files(request: HttpRequest, form: str) -> None:
    """Say that files have to be chosen again, if some were sent that are not stored."""
    if not kind_named(form).store_files and any(request.FILES.values()):
        messages.info(request, CHOOSE_AGAIN)
