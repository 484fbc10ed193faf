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


def group_with_papers(person, slug):
    """One's own group, or one in one's jurisdiction; for all others there is nothing here."""
    mine, overseen = Group.objects.of(person), Group.objects.overseen_by(person)
    return get_object_or_404(
        Group, slug=slug, pk__in=mine.values("pk").union(overseen.values("pk"))
    )


@require_safe
@login_required
@never_cache
def group_decree_file(request, slug):
    """The decree's scan. The rule is asked, and the look remembered, each time."""
    group = group_with_papers(request.user, slug)
    return send(request, group, group.decree_file)


@require_safe
@login_required
@never_cache
def change_decree_file(request, slug):
    """The scan that a proposed change would put in its place."""
    group = group_with_papers(request.user, slug)
    change_request = group.open_change_request
    name = change_request.new.get("decree_file") if change_request else None
    return send(request, group, Group(decree_file=name or "").decree_file)


def send(request, group, file):
    require_permission(rules.may_open_decree(request.user, group))
    if not file:
        raise Http404
    if request.method == "GET":
        AuditEvent.objects.record(group, Action.LOOK, by=request.user, field="decree_file")
    return private_file_response(request, file, filename=f"SK {group.name}")
