"""What goes by itself of what the campaigns hold (kimportal/privacy/retention.py)."""

from datetime import timedelta

from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.events import photo_cleanup
from campaigns.events.models.draft import FormDraft
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.materials.models.files import MaterialFile, Rendition
from groups.members.models import Membership
from kimportal.moderation.models import ChangeRequest
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


def unnamed_files(before):
    """Files taken off a material, and what the portal drew of them: they too have an address."""
    for folder, known in (("materials", known_files), ("renditions", known_renditions)):
        yield from orphaned_files(storages["default"], folder, known, before)


def known_files(names):
    """Editions share theirs: it stays as long as one of them names it."""
    return set(MaterialFile.objects.filter(file__in=names).values_list("file", flat=True))


def known_renditions(names):
    return set(Rendition.objects.filter(content__in=names).values_list("content", flat=True))


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
        due=photo_cleanup.unnamed,
        go=remove,
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
