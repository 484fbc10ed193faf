from django.conf import settings
from django.utils import timezone
from django.views.generic import TemplateView

from campaigns.home.decisions import mark_seen, new_decisions
from campaigns.home.first_steps import first_steps
from campaigns.home.message import todays_message
from campaigns.home.progress import progress_of
from campaigns.home.todo import event_tasks, material_tasks, recent_events
from campaigns.materials.sharing import file_to_share, share_text
from groups.members.models import MemberRole
from groups.todo import change_requests_of, memberships_of, todo_items_for
from kimportal.moderation.states import State
from kimportal.web.links import whatsapp_url
from kimportal.web.views import MemberPage


class Dashboard(MemberPage, TemplateView):
    """Show what a member does next, today's message, what is unsent, and where all stands."""

    template_name = "campaigns/home/dashboard.html"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        # A page that a script takes along for later has not been read.
        is_read = request.headers.get("Sec-Fetch-Dest", "document") == "document"
        if response.context_data["decisions"] and is_read:
            mark_seen(request.user)
        return response

    def get_context_data(self, **kwargs):
        person = self.request.user
        memberships = memberships_of(person)
        change_requests = change_requests_of(memberships)
        live = [own.group for own in memberships if own.group.state == State.LIVE]
        tasks = [
            *todo_items_for(person, memberships, change_requests),
            *event_tasks(person),
            *material_tasks(person),
            *first_steps(memberships),
        ]
        return super().get_context_data(
            memberships=memberships,
            changes=[
                (membership.group, change_requests[membership.group_id])
                for membership in memberships
                if membership.group_id in change_requests and membership.role != MemberRole.MEMBER
            ],
            tasks=tasks,
            others=max(0, len(tasks) - 1),
            decisions=new_decisions(person),
            events=recent_events(person),
            is_member=bool(live),
            progress=progress_of(live),
            year=timezone.localdate().year,
            **(message_context() if live else {}),
            **kwargs,
        )


def message_context():
    """Return today's official message and what passing it on hands over."""
    material = todays_message()
    if material is None:
        return {}
    url = settings.SITE_URL + material.public_url
    text = share_text(material, url)
    return {
        "message": material,
        "text": text,
        "file": file_to_share(material, text),
        "whatsapp": whatsapp_url(text, more=url),
    }
