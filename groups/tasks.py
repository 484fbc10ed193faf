"""What is done after an act is safe. Every task is idempotent."""

from django.db import transaction
from django_tasks import task

from groups.models import Group
from kimportal.states import State
from kimportal.uploads.storages import copy

LOGO = Group._meta.get_field("logo")


@task()
def readdress(group_id):
    """Give the logos of a KIM that is public no more new addresses, also those its changes name:
    the old addresses were passed on. The bytes stay, for whoever restores it."""
    group = Group.objects.exclude(state=State.LIVE).filter(pk=group_id).first()
    if group is None:
        return
    changed = [values.get("logo") for one in group.proposals for values in (one.new, one.old)]
    for old in {group.logo.name, *changed} - {"", None}:
        _rename(group, old, copy(LOGO, old))
        LOGO.storage.delete(old)


@transaction.atomic
def _rename(group, old, new):
    Group.objects.filter(logo=old).update(logo=new)
    for change in group.proposals.select_for_update():
        for values in (change.new, change.old):
            if values.get("logo") == old:
                values["logo"] = new
        change.save(update_fields=["new", "old"])
