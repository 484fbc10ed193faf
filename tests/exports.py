"""Files that staff asked for, as the worker leaves them."""

from kimportal.exports.export import export_called
from kimportal.exports.filters import Piece
from kimportal.exports.writer import write


def ready_job(person, name="kim", **piece):
    """The job of a finished file of this person."""
    job = export_called(name).order(Piece(**piece), by=person)
    write(job.pk)
    job.refresh_from_db()
    return job
