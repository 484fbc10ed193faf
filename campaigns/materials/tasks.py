"""Work on a material's files outside the request: drawing renditions, publishing, hiding.

Every task is idempotent: running it twice harms nothing.
"""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from campaigns.materials import renditions as drawing
from campaigns.materials.models.files import MaterialFile, Rendition
from campaigns.materials.models.material import Material
from kimportal.moderation.states import State
from kimportal.uploads.storage import copy_to_public, public_storage

log = logging.getLogger("campaigns.materials.renditions")
DOWNLOAD_FILES = {"low-data", "social", "story", "print"}
#: Waiting time before each further try; the last one is repeated until the eighth.
RETRY_DELAYS = [timedelta(minutes=m) for m in (1, 5, 30, 120)]
#: Rows with a file of a material, and their way to the material.
OWNERS = {MaterialFile: "material", Rendition: "file__material"}


def enqueue_renditions(file):
    """Have everything drawn that this file still misses, after this transaction is safe."""
    if file.is_shown:
        fresh = {"rendered_at": None, "tries": 0, "next_try_at": timezone.now(), "error": ""}
        MaterialFile.objects.filter(pk=file.pk).update(**fresh)
        transaction.on_commit(lambda: draw.enqueue(file.pk))


def draw_basics(file):
    """What the page shows, at once; a fault here is tried again by the task."""
    if file.is_shown:
        try:
            keep(file, drawing.basics(file))
        except Exception:  # whatever a decoder throws, the original is already safe
            log.exception("file %s: not drawn yet", file.pk)


@task()
def draw(file_id):
    """Draw what is missing of one file. A fault is noted and tried later; the original stays."""
    file = MaterialFile.objects.select_related("material").filter(pk=file_id).first()
    if file is None or not file.is_shown or file.rendered_at:
        return
    try:
        draw_missing(file)
        done = {"rendered_at": timezone.now(), "error": ""}
    except Exception as error:  # noqa: BLE001  (as above)
        log.exception("file %s: not drawn, try %s", file.pk, file.tries + 1)
        wait = RETRY_DELAYS[min(file.tries, len(RETRY_DELAYS) - 1)]
        done = {
            "tries": file.tries + 1,
            "next_try_at": timezone.now() + wait,
            "error": f"{type(error).__name__}: {error}"[:200],
        }
    MaterialFile.objects.filter(pk=file.pk).update(**done)
    publish_files.call(file.material_id)


def draw_missing(file):
    names = set(file.renditions.values_list("name", flat=True))
    picture = drawing.picture_of(file)
    if "link-preview" not in names:
        keep(file, drawing.basics(file, picture))
    if file.material.state == State.LIVE and not names >= DOWNLOAD_FILES:
        # Only what a second person approved bears the mark of the real.
        keep(
            file,
            drawing.download_files(file, file.material.code, picture),
            stamp=file.material.code,
        )
    if not any(name.startswith("avif-") for name in names):
        keep(file, drawing.avif(file, picture))


def keep(file, made, *, stamp=""):
    """Store renditions; of two workers drawing the same, the first one's stays."""
    known = set(file.renditions.values_list("name", flat=True))
    for rendition in made:
        if rendition.name in known:
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
    """Make the public store hold copies of a live material's files, and of no other's.

    Idempotent: compares what should be with what is. A file that cannot be copied or removed now is
    logged and tried again by `publish_due`; the others go on.
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
    """Make or remove the public copy of one row, as its material says now.

    The copy is written before any lock is taken, for a film of 100 MB takes seconds. Only the short
    transaction at the end decides: whoever lost a race, or was withdrawn meanwhile, is removed
    again. A copy that a killed process leaves behind is named by no row; retention removes it.
    """
    row = model.objects.filter(pk=pk).first()
    if row is None or not row.stored:
        return
    copied = copy_to_public(row.stored) if is_live(row) and not row.public_name else ""
    with transaction.atomic():
        # Every decision on the material that commits after this lock has a task of its own.
        row = model.objects.select_for_update().filter(pk=pk).first()
        if row and is_live(row):
            old, new = ("", row.public_name) if row.public_name else ("", copied)
        else:
            old, new = row.public_name if row else "", ""
        unpublish({old, copied} - {new, ""})
        if row and row.public_name != new:
            model.objects.filter(pk=pk).update(public_name=new)


def is_live(row):
    """Ask the database anew: the row's own material may be older than a withdrawal."""
    material = row.material_id if isinstance(row, MaterialFile) else row.file.material_id
    return Material.objects.live().filter(pk=material).exists()


def unpublish(names):
    """Remove these copies from the public store."""
    for name in names:
        public_storage().delete(name)


def publish_due(limit=200):
    """Publish what went live by its time, hide what ran out, repair what a killed worker left.

    For the periodic run; returns how many materials were looked after.
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


def draw_due():
    """Try again what failed and is due; for the sweep that cron calls. Returns how many."""
    due = list(MaterialFile.objects.due().values_list("pk", flat=True)[:200])
    for pk in due:
        draw.enqueue(pk)
    return len(due)
