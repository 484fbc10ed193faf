"""Writes what an ExportJob asks for, outside the request."""

import logging
from tempfile import NamedTemporaryFile

from django.core.files import File
from django.utils import translation
from django.utils.text import capfirst

from kimportal.exports.export import BATCH, exports
from kimportal.exports.filters import ExportSelection
from kimportal.exports.models import ExportJob, Superseded
from kimportal.exports.xlsx_export import write_book

log = logging.getLogger("kimportal.exports")


def write(job_id):
    """Write the file of one job; nothing where that is done or another run is at it."""
    job = ExportJob.objects.select_related("by").filter(pk=job_id).first()
    if job is None or not job.begin():
        return
    try:
        with translation.override(job.by.language):
            _write(job)
    except Superseded:
        log.warning("export %s was taken over by another run", job.pk)
    except Exception:
        log.exception("export %s failed in run %s", job.pk, job.runs)
        job.fail()


def _write(job):
    if not ExportJob.objects.open_to(job.by).filter(pk=job.pk).exists():
        job.fail()  # no longer in office, or in another
        return
    export, piece = exports()[job.name], ExportSelection(**job.wanted)
    total = export.rows_for(job.by, piece).order_by().count()
    with NamedTemporaryFile(prefix="portal-kim-export-", suffix=".xlsx") as file:
        lines = told(job, export.lines(job.by, piece), total)
        write_book(file.name, capfirst(str(export.label)), lines)
        job.finish(File(file), f"{job.name}.xlsx")


def told(job, lines, total):
    """The same lines; the job hears after each batch how far they are."""
    for done, line in enumerate(lines):
        if done % BATCH == 0:
            job.tell(done, total)
        yield line
    job.tell(total, total)
