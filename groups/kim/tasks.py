"""What is done after an act is safe. Every task is idempotent."""

from django.db import transaction
from django_tasks import task

from groups.kim.models import Group
from kimportal.uploads.storage import public_storage


@task()
@transaction.atomic
def publish_logo(group_id):
    """Let the public find the logo in force of a KIM that it sees, and no other of this KIM's.

    Compares what should be with what is, whatever was done before.
    """
    group = Group.objects.select_for_update().get(pk=group_id)
    shown = group.logo.name if group.is_live else ""
    changed = [values.get("logo") for one in group.change_requests for values in (one.new, one.old)]
    public = public_storage()
    for name in {group.logo.name, *changed} - {shown, "", None}:
        public.delete(name)
    if shown and not public.exists(shown):
        with group.logo.open("rb") as file:
            public.save(shown, file)
