"""Background tasks of groups, run after commit. Every task is idempotent."""

from django.db import transaction
from django_tasks import task

from groups.kim.models import Group
from kimportal.uploads.storage import public_storage


@task()
@transaction.atomic
def publish_logo(group_id):
    """Copy a live group's logo to public storage and delete its other logos there.

    Compares the intended state with the present one, whatever ran before.
    """
    group = Group.objects.select_for_update().get(pk=group_id)
    public_name = group.logo.name if group.is_live else ""
    requested = [
        values.get("logo")
        for change_request in group.change_requests
        for values in (change_request.new, change_request.old)
    ]
    storage = public_storage()
    for name in {group.logo.name, *requested} - {public_name, "", None}:
        storage.delete(name)
    if public_name and not storage.exists(public_name):
        with group.logo.open("rb") as file:
            storage.save(public_name, file)
