"""Export files as the worker leaves them."""

from kimportal.exports.export import export_named
from kimportal.exports.filters import ExportSelection
from kimportal.exports.writer import write


def ready_job(person, name="kim", **selection):
    """Request an export for this person and write its file; return the job."""
    job = export_named(name).request_file(ExportSelection(**selection), by=person)
    write(job.pk)
    job.refresh_from_db()
    return job
