from django_tasks import task

from kimportal.exports.writer import write


@task()
def write_export(job_id):
    """Write the file a staff person asked for; a second run finds it done, or begun and alive."""
    write(job_id)
