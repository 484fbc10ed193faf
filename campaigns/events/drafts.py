"""Drafts of the forms of an event, and the photos stored with them."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.events.forms.shared import KeyForm
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import (
    MAX_PHOTOS,
    MAX_STORED_PHOTOS,
    EventPhoto,
    save_photos,
    storing_photos,
    upload_details,
)
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.drafts.kinds import UUID_KEY, FormKind
from kimportal.drafts.models import FormDraft
from kimportal.drafts.storing import form_owner
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.ui.fields import is_key
from kimportal.uploads.fields import PictureField

#: Of events that do not exist yet.
NEW_KINDS = ("new", "quick")
#: Photos of one person in all unsent forms whose event does not exist yet.
MAX_UNSENT_PHOTOS = 60


def own_event(person, pk):
    """Return an event of one of the person's groups; raise 404 for all others."""
    return get_object_or_404(
        OutreachEvent.objects.of(person).select_related(
            "group", "region", "setting", "campaign__election", "submitted_by", "begun_by"
        ),
        pk=pk,
    )


def drafts_for(person, event):
    """Return the drafts of changes of this event, newest first."""
    forms = [f"{kind}:{event.pk}" for kind in ("plan", "report")]
    return FormDraft.objects.filter(person=person, form__in=forms).order_by("-at")


def store_photos(data, files, person, event):
    """Store the photos of an unsent form, since a browser forgets them; return their rows.

    They are shown nowhere until the form is sent. Photos that are refused are left out. Without an
    event they wait for the one that the form will make.
    """
    if event is None:
        return _store_for_new_event(data, files, person)
    free = max(0, min(MAX_PHOTOS, MAX_STORED_PHOTOS - event.photos.count()))
    cleaned = [clean for file in files.getlist("photos")[:free] if (clean := _accepted(file))]
    if not cleaned:
        return []
    details = upload_details(data, person) | {"is_shown": False}
    with storing_photos(event, cleaned, **details) as photos, transaction.atomic():
        event.lock_row()
        # Counted again under the lock; the file of a photo that gets no row is deleted.
        return save_photos(photos[: max(0, MAX_STORED_PHOTOS - event.photos.count())])


def _store_for_new_event(data, files, person):
    cleaned = [c for file in files.getlist("photos")[:MAX_PHOTOS] if (c := _accepted(file))]
    if not cleaned:
        return []
    details = upload_details(data, person) | {"is_shown": False}
    with storing_photos(None, cleaned, **details) as photos, transaction.atomic():
        person.lock_row()
        unsent = EventPhoto.objects.unsent_by(person)
        known = {photo.sha256: photo for photo in unsent}
        free = MAX_UNSENT_PHOTOS - len(known)
        rows = []
        for photo in photos:
            if photo.sha256 not in known and free > 0:
                photo.save()
                known[photo.sha256], free = photo, free - 1
            if photo.sha256 in known:
                rows.append(known[photo.sha256])
    return rows


def _accepted(file):
    try:
        return PictureField().clean(file)
    except ValidationError:
        return None


def unsent_photos(draft):
    """Return the photos stored with this draft that neither the event nor a change shows."""
    if draft.kind in NEW_KINDS:
        keys = {int(key) for key in draft.file_keys if is_key(key)}
        others = FormDraft.objects.filter(
            person=draft.person, form__startswith=f"{draft.kind}:"
        ).exclude(pk=draft.pk)
        named_elsewhere = {int(k) for other in others for k in other.file_keys if is_key(k)}
        return EventPhoto.objects.unsent_by(draft.person).filter(pk__in=keys - named_elsewhere)
    photos = EventPhoto.objects.filter(event=draft.key, added_by=draft.person, is_shown=False)
    stored = [int(key) for key in draft.file_keys if is_key(key)]
    event_type = ContentType.objects.get_for_model(OutreachEvent)
    changes = ChangeRequest.objects.filter(target_type=event_type, target_id=draft.key)
    used = [
        key
        for change in changes
        for values in (change.new, change.old)
        for key, _caption in values.get("photos", [])
    ]
    return photos.filter(pk__in=stored).exclude(pk__in=used)


def delete_unsent_photos(draft):
    """Delete the photos stored with this draft alone (campaigns/apps.py registers this)."""
    if draft.file_keys:
        unsent_photos(draft).delete()


def of_own_event(request, person, key):
    """Raise 404 unless the event is one of the person's groups; there are no files."""
    own_event(person, key)
    return ()


def stored_photos(request, person, key):
    """Store the photos of an unsent report; return their keys."""
    photos = store_photos(request.POST, request.FILES, person, own_event(person, key))
    return [str(photo.pk) for photo in photos]


def stored_photos_of_new(request, person, key):
    """Store the photos of an unsent form whose event does not exist yet; return their keys."""
    return [str(p.pk) for p in store_photos(request.POST, request.FILES, person, None)]


def has_receipt(request):
    """Return whether the form of this request has a receipt already."""
    key = KeyForm.read(request.POST)
    return SubmissionReceipt.objects.filter(by=form_owner(request), key=key).exists()


def event_page(name):
    return lambda key: reverse(name, args=[key])


OF_EVENT = {"key": UUID_KEY, "was_sent": has_receipt, "after_keeping": event_page("event_own")}
EVENT_FORMS = [
    FormKind(
        "new",
        _("New event"),
        lambda key: f"{reverse('event_new')}?kunci={key}",
        key=UUID_KEY,
        was_sent=has_receipt,
        after_keeping=lambda key: reverse("my_events"),
    ),
    FormKind(
        "quick",
        _("Report an event"),
        lambda key: f"{reverse('event_quick')}?kunci={key}",
        key=UUID_KEY,
        store_files=stored_photos_of_new,
        clean_up=delete_unsent_photos,
        was_sent=has_receipt,
        after_keeping=lambda key: reverse("my_events"),
    ),
    FormKind(
        "plan",
        _("What, when and where"),
        event_page("event_plan"),
        store_files=of_own_event,
        clean_up=delete_unsent_photos,
        **OF_EVENT,
    ),
    FormKind(
        "report",
        _("Report"),
        event_page("event_report"),
        store_files=stored_photos,
        clean_up=delete_unsent_photos,
        **OF_EVENT,
    ),
    FormKind(
        "event_withdraw",
        _("Withdraw this event"),
        event_page("event_withdraw"),
        key=UUID_KEY,
        store_files=of_own_event,
    ),
]
