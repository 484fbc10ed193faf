from urllib.parse import quote

import segno
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from groups.joining import rules
from groups.joining.models import JoinLink, JoinRequest
from groups.kim.views.own import OwnGroupPage, own_group
from kimportal.moderation.actions import post_action
from kimportal.web.permissions import NotFoundWithReason, require_permission
from kimportal.web.views import MemberPage

INVALID_LINK = gettext_lazy(
    "This link no longer works. It holds for 14 days and ends when a newer one is made. Ask the "
    "officers of the KIM for a new one."
)
#: Modules of white around a QR code, as ISO/IEC 18004 asks.
QUIET_ZONE = 4


class JoinLinkPage(OwnGroupPage, TemplateView):
    """The link and its QR code, to paste into the KIM's own chat group."""

    template_name = "groups/joining/link.html"
    rule = staticmethod(rules.may_share_link)

    def get_context_data(self, **kwargs):
        link = self.group.join_links.open().order_by("-id").first()
        if link:
            url = link.url(self.request.user.language)
            text = _(
                "Join %(group)s on the KIM portal: %(url)s – open it, create an account or sign "
                "in, and wait until an officer confirms you."
            ) % {"group": self.group, "url": url}
            kwargs |= {
                "url": url,
                "text": text,
                "whatsapp": f"https://wa.me/?text={quote(text)}",
                "qr": segno.make(url, error="m", micro=False).svg_data_uri(
                    border=QUIET_ZONE, dark="#0b3c3b", light="#fff", scale=4
                ),
            }
        return super().get_context_data(link=link, **kwargs)


@post_action
def link_make(request, slug):
    group = own_group(request, slug)
    require_permission(rules.may_share_link(request.user, group))
    JoinLink.create_for(group, by=request.user)
    messages.success(request, _("The link is ready. Earlier ones no longer work."))
    return redirect("join_link", slug)


@post_action
def link_revoke(request, slug):
    group = own_group(request, slug)
    require_permission(rules.may_share_link(request.user, group))
    for link in group.join_links.open():
        link.revoke(by=request.user)
    messages.success(request, _("The link no longer works."))
    return redirect("join_link", slug)


class JoinPage(MemberPage, TemplateView):
    """What a link opens: which KIM it is, and the button to ask."""

    template_name = "groups/joining/join.html"

    @cached_property
    def group(self):
        return group_of_link(self.kwargs["token"])

    def get_context_data(self, **kwargs):
        person = self.request.user
        asked = self.group.join_requests.open().filter(person=person).first()
        return super().get_context_data(
            group=self.group,
            asked=asked,
            may_ask=rules.may_ask(person, self.group) if asked is None else False,
            **kwargs,
        )


@post_action
def ask(request, token):
    group = group_of_link(token)
    if not group.join_requests.open().filter(person=request.user).exists():
        require_permission(rules.may_ask(request.user, group))
        JoinRequest.ask(group, by=request.user)
    return redirect("join", token)


def group_of_link(token):
    """Return the KIM of an open link, else raise NotFoundWithReason."""
    link = JoinLink.objects.by_token(token).select_related("group__region").first()
    if link is None or not link.is_open:
        raise NotFoundWithReason(INVALID_LINK)
    return link.group


def get_join_request(request, slug, pk):
    group = own_group(request, slug)
    require_permission(rules.may_answer(request.user, group))
    join_request = get_object_or_404(group.join_requests.select_related("person"), pk=pk)
    join_request.group = group
    return join_request


@post_action
def accept(request, slug, pk):
    join_request = get_join_request(request, slug, pk)
    if join_request.is_accepted is None:
        join_request.accept(by=request.user)
    answer(request, join_request)
    return redirect("group_people", slug)


@post_action
def refuse(request, slug, pk):
    join_request = get_join_request(request, slug, pk)
    if join_request.is_accepted is None:
        join_request.refuse(by=request.user)
    answer(request, join_request)
    return redirect("group_people", slug)


def answer(request, join_request):
    """Say how it was decided, also to whoever came second."""
    name = {"name": join_request.person}
    if join_request.is_accepted:
        messages.success(request, _("%(name)s is in the KIM now.") % name)
    else:
        messages.success(request, _("%(name)s was not confirmed.") % name)
