from django.views.generic import TemplateView

from campaigns.home.todo import event_tasks, material_tasks, recent_events
from groups.members.models import MemberRole
from groups.todo import change_requests_of, memberships_of, todo_items_for
from kimportal.moderation.states import State
from kimportal.web.views import MemberPage


class Dashboard(MemberPage, TemplateView):
    """Show a member's tasks, groups and recent events."""

    template_name = "campaigns/home/dashboard.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        memberships = memberships_of(person)
        change_requests = change_requests_of(memberships)
        return super().get_context_data(
            memberships=memberships,
            changes=[
                (membership.group, change_requests[membership.group_id])
                for membership in memberships
                if membership.group_id in change_requests and membership.role != MemberRole.MEMBER
            ],
            tasks=[
                *todo_items_for(person, memberships, change_requests),
                *event_tasks(person),
                *material_tasks(person),
            ],
            events=recent_events(person),
            is_member=any(m.group.state == State.LIVE for m in memberships),
            **kwargs,
        )
