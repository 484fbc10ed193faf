"""Background tasks for a material's files: make renditions, publish, unpublish.

Every task is idempotent.
"""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from campaigns.materials import renditions
from campaigns.materials.models.files import MaterialFile, Rendition
from campaigns.materials.models.material import Material
from kimportal.moderation.states import State
from kimportal.uploads.storage import copy_to_public, public_storage

log = logging.getLogger("campaigns.materials.renditions")
DOWNLOAD_FORMS = {"low-data", "social", "story", "print"}
#: Delay before each retry; the last one repeats until the eighth.
RETRY_DELAYS = [timedelta(minutes=m) for m in (1, 5, 30, 120)]
#: Models of a material's files, and their lookup of the material.
OWNERS = {MaterialFile: "material", Rendition: "file__material"}


def enqueue_renditions(file):
    """Enqueue the renditions this file still misses, after commit."""
    if file.is_shown:
        reset = {"rendered_at": None, "tries": 0, "next_try_at": timezone.now(), "error": ""}
        MaterialFile.objects.filter(pk=file.pk).update(**reset)
        transaction.on_commit(lambda: render.enqueue(file.pk))


def render_for_page(file):
    """Render now what the page shows; if that fails, the task tries again."""
    if file.is_shown:
        try:
            store(file, renditions.page_renditions(file))
        except Exception:  # whatever a decoder throws, the original is already safe
            log.exception("file %s: not rendered yet", file.pk)


@task()
def render(file_id):
    """Make the missing renditions of a file; record an error and retry later."""
    file = MaterialFile.objects.select_related("material").filter(pk=file_id).first()
    if file is None or not file.is_shown or file.rendered_at:
        return
    try:
        render_missing(file)
        outcome = {"rendered_at": timezone.now(), "error": ""}
    except Exception as error:
        log.exception("file %s: not rendered, try %s", file.pk, file.tries + 1)
        wait = RETRY_DELAYS[min(file.tries, len(RETRY_DELAYS) - 1)]
        outcome = {
            "tries": file.tries + 1,
            "next_try_at": timezone.now() + wait,
            "error": f"{type(error).__name__}: {error}"[:200],
        }
    MaterialFile.objects.filter(pk=file.pk).update(**outcome)
    publish_files.call(file.material_id)


def render_missing(file):
    names = set(file.renditions.values_list("name", flat=True))
    picture = renditions.picture_of(file)
    if "link-preview" not in names:
        store(file, renditions.page_renditions(file, picture))
    if file.material.state == State.LIVE and not names >= DOWNLOAD_FORMS:
        # Only what a second person approved carries a verification code.
        store(
            file,
            renditions.download_renditions(file, file.material.code, picture),
            stamp=file.material.code,
        )
    if not any(name.startswith("avif-") for name in names):
        store(file, renditions.avif_renditions(file, picture))


def store(file, rendered, *, stamp=""):
    """Save renditions; of two workers making the same one, the first wins."""
    existing = set(file.renditions.values_list("name", flat=True))
    for rendition in rendered:
        if rendition.name in existing:
            continue
        row = Rendition(
            file=file,
            name=rendition.name,
            content=rendition.as_file(),
            mime=rendition.mime,
            width=rendition.width,
            height=rendition.height,
            size=len(rendition.content),
            sha256=hashlib.sha256(rendition.content).hexdigest(),
            stamp=stamp,
        )
        Rendition.objects.bulk_create([row], ignore_conflicts=True)


@task()
def publish_files(material_id):
    """Copy a live material's files to the public store; remove those of any other.

    A file that cannot be copied or removed now is logged and tried again by `publish_due`.
    """
    live = Material.objects.live().filter(pk=material_id).exists()
    for model, owner in OWNERS.items():
        rows = model.objects.filter(**{owner: material_id})
        rows = rows.filter(public_name="") if live else rows.exclude(public_name="")
        for pk in list(rows.values_list("pk", flat=True)):
            try:
                publish_file(model, pk)
            except Exception:  # whatever a store throws, the file itself is safe
                log.exception("%s %s: public copy not as it should be", model.__name__, pk)


def publish_file(model, pk):
    """Create or delete the public copy of one row, by the current state of its material.

    The copy is written before any lock is taken, because a video of 100 MB takes seconds. The short
    transaction at the end decides: a copy that lost a race, or whose material was withdrawn
    meanwhile, is deleted. A copy left by a killed process has no row; retention removes it.
    """
    row = model.objects.filter(pk=pk).first()
    if row is None or not row.stored:
        return
    copied = copy_to_public(row.stored) if is_live(row) and not row.public_name else ""
    with transaction.atomic():
        # Every transition that commits after this lock enqueues a task of its own.
        row = model.objects.select_for_update().filter(pk=pk).first()
        if row and is_live(row):
            old, new = ("", row.public_name) if row.public_name else ("", copied)
        else:
            old, new = row.public_name if row else "", ""
        unpublish({old, copied} - {new, ""})
        if row and row.public_name != new:
            model.objects.filter(pk=pk).update(public_name=new)


def is_live(row):
    """Return whether its material is live, from the database: the instance may be stale."""
    material = row.material_id if isinstance(row, MaterialFile) else row.file.material_id
    return Material.objects.live().filter(pk=material).exists()


def unpublish(names):
    """Delete these copies from the public store."""
    for name in names:
        public_storage().delete(name)


def publish_due(limit=200):
    """Publish scheduled materials, unpublish expired ones, repair what a killed worker left.

    Periodic job; returns the number of materials.
    """
    live = Material.objects.live().values("pk")
    due = set()
    for model, owner in OWNERS.items():
        missing = Q(public_name="", **{f"{owner}__in": live})
        extra = ~Q(public_name="") & ~Q(**{f"{owner}__in": live})
        rows = model.objects.filter(missing | extra)
        rows = rows.exclude(file="") if model is MaterialFile else rows
        due.update(rows.values_list(owner, flat=True).distinct()[:limit])
    for pk in sorted(due)[:limit]:
        publish_files.enqueue(pk)
    return len(due)


def render_due():
    """Retry failed renditions that are due. Periodic job; returns how many."""
    due = list(MaterialFile.objects.due().values_list("pk", flat=True)[:200])
    for pk in due:
        render.enqueue(pk)
    return len(due)
