"""Retention rules of the campaigns app (kimportal/privacy/retention.py)."""

from datetime import timedelta
from functools import partial

from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.events import photo_cleanup
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.materials.models.files import MaterialFile, Rendition
from campaigns.materials.models.material import Material
from groups.members.models import Membership
from kimportal.drafts.models import FormDraft
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from kimportal.privacy.retention import Rule, delete
from kimportal.uploads.orphaned_files import orphaned_files, remove


def abandoned_events(before):
    """Drafts of past events, of groups none of whose members has signed in since."""
    active_members = Membership.objects.filter(
        group=OuterRef("group"), person__last_login__gte=before
    )
    drafts = OutreachEvent.objects.drafts().filter(submitted_at=None)
    return drafts.filter(~Exists(active_members), created_at__lt=before, ends__lt=before)


def unused_photos(before):
    """Photos of rejected events, and removed photos of events without an open change request."""
    changing = ChangeRequest.objects.open().filter(
        target_type__app_label="campaigns", target_type__model="outreachevent"
    )
    removed = Q(is_shown=False, created_at__lt=before) & ~Q(
        # A list, because the databases store UUIDs differently.
        event__in=list(changing.values_list("target_id", flat=True))
    )
    rejected = Q(event__state=State.REJECTED, event__state_since__lt=before)
    return EventPhoto.objects.filter(rejected | removed)


def abandoned_materials(before):
    """Drafts of materials never submitted, whose authors have not signed in since."""
    active_members = Membership.objects.filter(
        group=OuterRef("group"), person__last_login__gte=before
    )
    active_author = Q(group=None, created_by__last_login__gte=before)
    drafts = Material.objects.drafts().filter(submitted_at=None, created_at__lt=before)
    return drafts.filter(~Exists(active_members)).exclude(active_author)


def files_in(state):
    """Return a function that finds files of materials in this state since before a time."""
    return lambda before: MaterialFile.objects.filter(
        material__state=state, material__state_since__lt=before
    )


def orphaned_material_files(before):
    """Yield material files and renditions in storage that no row refers to.

    In the private store these were removed; in the public one a killed process left them.
    """
    for model, column, folder in (
        (MaterialFile, "file", "materials"),
        (Rendition, "content", "renditions"),
    ):
        for store, store_column in (("private", column), ("default", "public_name")):
            yield from orphaned_files(
                storages[store], folder, partial(referenced, model, store_column), before
            )


def referenced(model, column, names):
    """Return the names a row refers to. Editions share a private file: one row is enough."""
    rows = model.objects.filter(**{f"{column}__in": names})
    return set(rows.values_list(column, flat=True))


RULES = [
    Rule(
        name="typed",
        data=_("What you typed into a form and never sent"),
        since=_("after you last typed there"),
        reason=_("found again on another phone, also after the harvest"),
        after=timedelta(days=90),
        due=lambda before: FormDraft.objects.filter(at__lt=before),
        action=delete,
    ),
    Rule(
        name="event_drafts",
        data=_("Drafts of events that are long over, with their photos"),
        since=_("after anybody of that KIM last signed in"),
        reason=_("a KIM may report late"),
        after=timedelta(days=365),
        due=abandoned_events,
        action=delete,
    ),
    Rule(
        name="photos",
        data=_("Photos taken off an event, and those of rejected events"),
        since=_("after the rejection, or after the upload"),
        reason=_("the time in which an objection may be raised and answered"),
        after=timedelta(days=180),
        due=unused_photos,
        action=delete,
    ),
    Rule(
        name="photo_files",
        data=_("Files of photos that nothing refers to any more"),
        since=_("after nothing refers to them any more"),
        reason=_("an upload may still be under way"),
        after=timedelta(hours=1),
        due=photo_cleanup.files_without_row,
        action=remove,
    ),
    Rule(
        name="material_drafts",
        data=_("Drafts of materials never sent in, with their files"),
        since=_("after anybody who may finish them last signed in"),
        reason=_("a draft may wait for the next programme"),
        after=timedelta(days=365),
        due=abandoned_materials,
        action=delete,
    ),
    Rule(
        name="rejected_materials",
        data=_("Files of rejected materials"),
        since=_("after the rejection"),
        reason=_("the time in which an objection may be raised and answered"),
        after=timedelta(days=180),
        due=files_in(State.REJECTED),
        action=delete,
    ),
    Rule(
        name="withdrawn_materials",
        data=_("Files of withdrawn materials"),
        since=_("after the withdrawal"),
        reason=_("they may be shown again within two years"),
        after=timedelta(days=730),
        due=files_in(State.WITHDRAWN),
        action=delete,
    ),
    Rule(
        name="material_files",
        data=_("Files of materials that nothing refers to any more"),
        since=_("after nothing refers to them any more"),
        reason=_("an upload may still be under way"),
        after=timedelta(days=1),
        due=orphaned_material_files,
        action=remove,
    ),
]
