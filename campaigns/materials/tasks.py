"""Pictures drawn outside the request. Every task is idempotent: running it twice harms nothing."""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from campaigns.materials import renditions as drawing
from campaigns.materials.models.files import MaterialFile, Rendition
from campaigns.materials.models.material import Material
from kimportal.moderation.states import State
from kimportal.uploads.storage import copy

log = logging.getLogger("campaigns.materials.renditions")
DOWNLOAD_FILES = {"low-data", "social", "story", "print"}
#: Waiting time before each further try; the last one is repeated until the eighth.
RETRY_DELAYS = [timedelta(minutes=m) for m in (1, 5, 30, 120)]


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
def readdress(material_id):
    """Give the files of what is public no more new addresses: the old ones were passed on.

    The bytes stay, for whoever checks the code or restores it; so do files that another edition
    shows. What a killed run leaves behind is named by no row, and goes with such files.
    """
    material = Material.objects.exclude(state=State.LIVE).filter(pk=material_id).first()
    if material is None:
        return
    shown = MaterialFile.objects.filter(material__state=State.LIVE)
    for file in material.files.filter(link="").exclude(file__in=shown.values("file")):
        _readdress(file, "file")
    for rendition in Rendition.objects.filter(file__material=material):
        _readdress(rendition, "content")


def _readdress(row, column):
    """Also in other rows that name the same file: an edition not yet published, say."""
    field, old = row._meta.get_field(column), getattr(row, column).name
    type(row).objects.filter(**{column: old}).update(**{column: copy(field, old)})
    field.storage.delete(old)


def draw_due():
    """Try again what failed and is due; for the sweep that cron calls. Returns how many."""
    due = list(MaterialFile.objects.due().values_list("pk", flat=True)[:200])
    for pk in due:
        draw.enqueue(pk)
    return len(due)
