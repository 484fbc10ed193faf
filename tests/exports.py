"""Files that staff asked for, as the worker leaves them."""

from kimportal.exports.export import export_named
from kimportal.exports.filters import ExportSelection
from kimportal.exports.writer import write


def ready_job(person, name="kim", **piece):
    """The job of a finished file of this person."""
    job = export_named(name).order(ExportSelection(**piece), by=person)
    write(job.pk)
    job.refresh_from_db()
    return job
