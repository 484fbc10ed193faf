from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groups.kim import rules
from groups.kim.models import Group
from kimportal.audit.models import Action, AuditEvent
from kimportal.uploads.private_files import private_file_response
from kimportal.web.permissions import require_permission


def group_with_decree(person, slug):
    """Return a group of the user's own or in their jurisdiction, else raise Http404."""
    mine, overseen = Group.objects.of(person), Group.objects.overseen_by(person)
    return get_object_or_404(
        Group, slug=slug, pk__in=mine.values("pk").union(overseen.values("pk"))
    )


@require_safe
@login_required
@never_cache
def group_decree_file(request, slug):
    """Send the decree's scan; every access is checked and recorded."""
    group = group_with_decree(request.user, slug)
    return decree_response(request, group, group.decree_file)


@require_safe
@login_required
@never_cache
def change_decree_file(request, slug):
    """Send the scan of the open change request."""
    group = group_with_decree(request.user, slug)
    change_request = group.open_change_request
    name = change_request.new.get("decree_file") if change_request else None
    return decree_response(request, group, Group(decree_file=name or "").decree_file)


def decree_response(request, group, file):
    require_permission(rules.may_open_decree(request.user, group))
    if not file:
        raise Http404
    if request.method == "GET":
        AuditEvent.objects.record(group, Action.LOOK, by=request.user, field="decree_file")
    return private_file_response(request, file, filename=f"SK {group.name}")
