"""What goes by itself of what the campaigns hold (kimportal/privacy/retention.py)."""

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


def abandoned(before):
    """Drafts of events that are over, of groups of whom nobody has signed in since."""
    came = Membership.objects.filter(group=OuterRef("group"), person__last_login__gte=before)
    drafts = OutreachEvent.objects.drafts().filter(submitted_at=None)
    return drafts.filter(~Exists(came), created_at__lt=before, ends__lt=before)


def useless_photos(before):
    """Photos of rejected events, and those taken off an event of which no change is open."""
    changing = ChangeRequest.objects.open().filter(
        target_type__app_label="campaigns", target_type__model="outreachevent"
    )
    taken_off = Q(is_shown=False, created_at__lt=before) & ~Q(
        # As a list, for each database writes a UUID in its own way.
        event__in=list(changing.values_list("target_id", flat=True))
    )
    rejected = Q(event__state=State.REJECTED, event__state_since__lt=before)
    return EventPhoto.objects.filter(rejected | taken_off)


def abandoned_materials(before):
    """Drafts of materials never sent in, whose makers have not signed in since."""
    came = Membership.objects.filter(group=OuterRef("group"), person__last_login__gte=before)
    wrote = Q(group=None, created_by__last_login__gte=before)
    drafts = Material.objects.drafts().filter(submitted_at=None, created_at__lt=before)
    return drafts.filter(~Exists(came)).exclude(wrote)


def files_in(state):
    """A function that finds files of materials that have been in this state since then."""
    return lambda before: MaterialFile.objects.filter(
        material__state=state, material__state_since__lt=before
    )


def unnamed_files(before):
    """Files of materials, and what the portal drew of them, that no row names any more.

    In the private store that is what was taken off; in the public one, copies that a killed
    process left behind.
    """
    for model, column, folder in (
        (MaterialFile, "file", "materials"),
        (Rendition, "content", "renditions"),
    ):
        for store, named_in in (("private", column), ("default", "public_name")):
            yield from orphaned_files(
                storages[store], folder, partial(named, model, named_in), before
            )


def named(model, column, names):
    """Those of these names that a row names. Editions share a private file: one row is enough."""
    rows = model.objects.filter(**{f"{column}__in": names})
    return set(rows.values_list(column, flat=True))


RULES = [
    Rule(
        name="typed",
        what=_("What you typed into a form and never sent"),
        since=_("after you last typed there"),
        why=_("found again on another phone, also after the harvest"),
        after=timedelta(days=90),
        due=lambda before: FormDraft.objects.filter(at__lt=before),
        go=delete,
    ),
    Rule(
        name="event_drafts",
        what=_("Drafts of events that are long over, with their photos"),
        since=_("after anybody of that KIM last signed in"),
        why=_("a KIM may report late"),
        after=timedelta(days=365),
        due=abandoned,
        go=delete,
    ),
    Rule(
        name="photos",
        what=_("Photos taken off an event, and those of rejected events"),
        since=_("after the rejection, or after the upload"),
        why=_("the time in which an objection may be raised and answered"),
        after=timedelta(days=180),
        due=useless_photos,
        go=delete,
    ),
    Rule(
        name="photo_files",
        what=_("Files of photos that nothing refers to any more"),
        since=_("after nothing refers to them any more"),
        why=_("an upload may still be under way"),
        after=timedelta(hours=1),
        due=photo_cleanup.files_without_row,
        go=remove,
    ),
    Rule(
        name="material_drafts",
        what=_("Drafts of materials never sent in, with their files"),
        since=_("after anybody who may finish them last signed in"),
        why=_("a draft may wait for the next programme"),
        after=timedelta(days=365),
        due=abandoned_materials,
        go=delete,
    ),
    Rule(
        name="rejected_materials",
        what=_("Files of rejected materials"),
        since=_("after the rejection"),
        why=_("the time in which an objection may be raised and answered"),
        after=timedelta(days=180),
        due=files_in(State.REJECTED),
        go=delete,
    ),
    Rule(
        name="withdrawn_materials",
        what=_("Files of withdrawn materials"),
        since=_("after the withdrawal"),
        why=_("they may be shown again within two years"),
        after=timedelta(days=730),
        due=files_in(State.WITHDRAWN),
        go=delete,
    ),
    Rule(
        name="material_files",
        what=_("Files of materials that nothing refers to any more"),
        since=_("after nothing refers to them any more"),
        why=_("an upload may still be under way"),
        after=timedelta(days=1),
        due=unnamed_files,
        go=remove,
    ),
]
