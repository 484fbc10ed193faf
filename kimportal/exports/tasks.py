from django_tasks import task

from kimportal.exports.writer import write


@task()
def write_export(job_id: str) -> None:
    """Write the file of an export job; running twice is harmless."""
    write(job_id)
