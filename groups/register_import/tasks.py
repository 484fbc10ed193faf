"""Background work on registers. Both tasks go on where a lost worker stopped."""

from django_tasks import task

from groups.register_import.models import Register, Stage
from groups.register_import.steps import check_rows, import_rows

#: A register of so few rows is read and imported in the request itself.
AT_ONCE = 200


@task()
def check_register(register_id):
    register = Register.objects.filter(pk=register_id, stage=Stage.CHECKING).first()
    if register:
        check_rows(register)


@task()
def import_register(register_id):
    register = Register.objects.filter(pk=register_id, stage=Stage.IMPORTING).first()
    if register:
        import_rows(register)


TASKS = {Stage.CHECKING: check_register, Stage.IMPORTING: import_register}


def work_on(register):
    """Do what the register's stage asks for: at once if it is small, else by the worker."""
    task = TASKS[register.stage]
    if register.total <= AT_ONCE:
        task.call(register.pk)
    else:
        task.enqueue(register.pk)
