"""Writes the file of an ExportJob, outside the request."""

import logging
from collections.abc import Iterable, Iterator
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from django.core.files import File
from django.utils import translation
from django.utils.text import capfirst

from kimportal.exports.export import BATCH, exports
from kimportal.exports.filters import ExportSelection
from kimportal.exports.models import ExportJob, Superseded
from kimportal.exports.xlsx_export import write_workbook

log = logging.getLogger("kimportal.exports")


def write(job_id: str | UUID) -> None:
    """Write the file of one job, unless it is finished or another run has it."""
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


def _write(job: ExportJob) -> None:
    if not ExportJob.objects.visible_to(job.by).filter(pk=job.pk).exists():
        job.fail()  # no longer staff, or in another jurisdiction
        return
    export, selection = exports()[job.name], ExportSelection(**job.filters)
    total = export.rows_for(job.by, selection).order_by().count()
    with NamedTemporaryFile(prefix="portal-kim-export-", suffix=".xlsx") as file:
        lines = with_progress(job, export.lines(job.by, selection), total)
        write_workbook(file.name, capfirst(str(export.label)), lines)
        job.finish(File(file), f"{job.name}.xlsx")


def with_progress(job: ExportJob, lines: Iterable[list[Any]], total: int) -> Iterator[list[Any]]:
    """Yield the same lines; report progress to the job after each batch."""
    for done, line in enumerate(lines):
        if done % BATCH == 0:
            job.report_progress(done, total)
        yield line
    job.report_progress(total, total)
