"""What members typed and have not sent: kept with its photos, whatever came in between."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.events.models.draft import FormDraft
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import MAX_PHOTOS, MAX_STORED_PHOTOS, save_photos, storing_photos
from kimportal.uploads.fields import PictureField

FORMS = ("new", "plan", "report")
SIGN_IN = _("Your session had ended. What you typed is safe: sign in to go on.")
SEND_AGAIN = _("This page was open too long. What you typed is safe: send it again.")


def own_event(person, pk):
    """An event of one's own group; for everybody else there is nothing here."""
    return get_object_or_404(
        OutreachEvent.objects.of(person).select_related(
            "group", "region", "setting", "campaign__election", "submitted_by", "begun_by"
        ),
        pk=pk,
    )


def asked_form(request):
    """The name of the form that was sent: kind and key. 404 if there is none such."""
    kind, _colon, key = request.POST.get("form", "").partition(":")
    try:
        key = UUID(key)
    except ValueError:
        raise Http404
    if kind not in FORMS:
        raise Http404
    return f"{kind}:{key}"


def address_of_form(form):
    kind, _colon, key = form.partition(":")
    if kind == "new":
        return f"{reverse('event_new')}?kunci={key}"
    return reverse(f"event_{kind}", args=[key])


def owner(request):
    """Whoever is signed in; else whoever opened the form, if it still knows. May be None."""
    if request.user.is_authenticated:
        return request.user
    return FormDraft.objects.owner_from_token(request.POST.get("whose", ""))


def keep(request, person, form):
    """Keep a form whole or half filled, and the photos that pass. Returns Typed, or None."""
    kind, _colon, key = form.partition(":")
    event = own_event(person, key) if kind != "new" else None
    photos = keep_photos(request, person, event) if kind == "report" else []
    return FormDraft.objects.store(
        person, form, request.POST, photos=[photo.pk for photo in photos]
    )


def keep_and_sign_in(request, form):
    """The session ended while somebody typed: their words wait until they have signed in."""
    person = owner(request)
    if person and keep(request, person, form):
        messages.info(request, SIGN_IN)
    return redirect_to_login(address_of_form(form))


def keep_refused(request):
    """A form whose token was too old (signed in anew in another tab): kept, and opened again.

    Nothing but the form's own mark says whose it is, and no other site can know that. None if it
    does not.
    """
    person = FormDraft.objects.owner_from_token(request.POST.get("whose", ""))
    if person is None:
        return None
    form = asked_form(request)
    if keep(request, person, form):
        messages.info(request, SEND_AGAIN if request.user.is_authenticated else SIGN_IN)
    return HttpResponseRedirect(address_of_form(form))


def keep_photos(request, person, event):
    """Store the photos of a form that is not sent yet; a browser would forget them.

    They are shown nowhere until the form is sent. What does not pass is left out.
    """
    room = max(0, min(MAX_PHOTOS, MAX_STORED_PHOTOS - event.photos.count()))
    files = request.FILES.getlist("photos")[:room]
    clean = [one for file in files if (one := _passing(file))]
    if not clean:
        return []
    facts = photo_facts(request.POST, person) | {"is_shown": False}
    with storing_photos(event, clean, **facts) as photos, transaction.atomic():
        event.lock_row()
        # Counted again where nobody else adds any; what gets no row leaves the store.
        return save_photos(photos[: max(0, MAX_STORED_PHOTOS - event.photos.count())])


def _passing(file):
    try:
        return PictureField().clean(file)
    except ValidationError:
        return None


def photo_facts(data, person):
    return {
        "caption": " ".join(data.get("photos_caption", "").replace("\0", "").split())[:200],
        "has_consent": bool(data.get("photos_consent")),
        "added_by": person,
    }
