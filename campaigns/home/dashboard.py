from django.views.generic import TemplateView

from campaigns.home.todo import event_tasks, material_tasks, recent_events
from groups.members.models import MemberRole
from groups.todo import change_requests_of, memberships_of, todo_items_for
from kimportal.moderation.states import State
from kimportal.web.views import MemberPage


class Dashboard(MemberPage, TemplateView):
    """What waits for me, what I sent and where it stands."""

    template_name = "campaigns/home/dashboard.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        memberships = memberships_of(person)
        change_requests = change_requests_of(memberships)
        return super().get_context_data(
            memberships=memberships,
            changes=[
                (own.group, change_requests[own.group_id])
                for own in memberships
                if own.group_id in change_requests and own.role != MemberRole.MEMBER
            ],
            tasks=[
                *todo_items_for(person, memberships, change_requests),
                *event_tasks(person),
                *material_tasks(person),
            ],
            events=recent_events(person),
            is_member=any(own.group.state == State.LIVE for own in memberships),
            **kwargs,
        )
