"""Drafts of the forms of an event, and the photos stored with them."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import (
    MAX_PHOTOS,
    MAX_STORED_PHOTOS,
    EventPhoto,
    save_photos,
    storing_photos,
    upload_details,
)
from kimportal.drafts.models import FormDraft
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.ui.fields import is_key
from kimportal.uploads.fields import PictureField

#: Of an event that does not exist yet, and of the two forms of one that does.
FORM_KINDS = ("new", "plan", "report")


def form_url(form):
    """Return the URL on which the form with this name is opened again."""
    kind, _colon, key = form.partition(":")
    if kind == "new":
        return f"{reverse('event_new')}?kunci={key}"
    return reverse(f"event_{kind}", args=[key])


def drafts_for(person, event):
    """Return the drafts of changes of this event, newest first."""
    forms = [f"{kind}:{event.pk}" for kind in ("plan", "report")]
    return FormDraft.objects.filter(person=person, form__in=forms).order_by("-at")


def store_photos(data, files, person, event):
    """Store the photos of an unsent form, since a browser forgets them; return their rows.

    They are shown nowhere until the form is sent. Photos that are refused are left out.
    """
    free = max(0, min(MAX_PHOTOS, MAX_STORED_PHOTOS - event.photos.count()))
    cleaned = [clean for file in files.getlist("photos")[:free] if (clean := _accepted(file))]
    if not cleaned:
        return []
    details = upload_details(data, person) | {"is_shown": False}
    with storing_photos(event, cleaned, **details) as photos, transaction.atomic():
        event.lock_row()
        # Counted again under the lock; the file of a photo that gets no row is deleted.
        return save_photos(photos[: max(0, MAX_STORED_PHOTOS - event.photos.count())])


def _accepted(file):
    try:
        return PictureField().clean(file)
    except ValidationError:
        return None


def unsent_photos(draft):
    """Return the photos stored with this draft that neither the event nor a change shows."""
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
