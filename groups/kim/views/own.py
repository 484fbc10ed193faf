"""Base of the pages for a group's own members."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from groups.kim import rules
from groups.kim.models import Group
from kimportal.moderation.actions import already_handled_redirect
from kimportal.moderation.states import InvalidTransition
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage


def own_group(request, slug):
    """Return the group if the user belongs to it, else raise Http404."""
    mine = Group.objects.of(request.user).select_related("region", "region__parent")
    return get_object_or_404(mine, slug=slug)


class OwnGroupPage(MemberPage):
    """A page about one of the user's groups; `rule` is the permission it requires."""

    rule = None

    @cached_property
    def group(self):
        return own_group(self.request, self.kwargs["slug"])

    @property
    def draft_about(self):
        """The KIM's name, in the list of unsent forms (kimportal/drafts/pages.py)."""
        return self.group.name

    def dispatch(self, request, *args, **kwargs):
        try:
            if request.user.is_authenticated:
                self.check()
            return super().dispatch(request, *args, **kwargs)
        except InvalidTransition as error:
            already_handled_redirect(request, error.item)
            return self.redirect_to("group_home")

    def check(self):
        group = self.group
        if self.rule:
            require_permission(self.rule(self.request.user, group))

    def get_context_data(self, **kwargs):
        membership = rules.membership_of(self.request.user, self.group)
        return super().get_context_data(
            group=self.group, own_membership=membership, manages=membership.manages, **kwargs
        )

    def redirect_to(self, name):
        return HttpResponseRedirect(reverse(name, args=[self.group.slug]))
