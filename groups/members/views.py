from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, UpdateView

from groups.kim import rules as kim_rules
from groups.kim.models import Group
from groups.kim.views.own import OwnGroupPage, own_group
from groups.members import rules as members_rules
from groups.members.forms import InviteForm, MembershipForm
from groups.members.models import Invitation
from kimportal.moderation.actions import post_action
from kimportal.moderation.states import InvalidTransition
from kimportal.web.permissions import NotFoundWithReason, require_permission
from kimportal.web.views import MemberPage

MOST_SHOWN = 200
SPENT = gettext_lazy(
    "This invitation no longer works. It holds for 14 days, lets one person in once, and ends "
    "when a newer one is sent. Ask whoever invited you for a new one."
)


class PeoplePage(OwnGroupPage, TemplateView):
    """Everybody in the group; who manages it also sees the open invitations."""

    template_name = "groups/members/list.html"

    def get_context_data(self, **kwargs):
        people = self.group.memberships.current().select_related("person").in_order()
        context = super().get_context_data(people=people[:MOST_SHOWN], **kwargs)
        if context["manages"]:
            context["invitations"] = self.group.invitations.open().order_by("-id")
        return context


class InvitePage(OwnGroupPage, FormView):
    template_name = "groups/members/invite.html"
    form_class = InviteForm
    rule = staticmethod(members_rules.may_invite)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"group": self.group}

    @transaction.atomic
    def form_valid(self, form):
        # Counted again where nobody else invites for this KIM, and this person for no other one.
        self.request.user.lock_row()
        Group.objects.select_for_update().get(pk=self.group.pk)
        told = form.cleaned_data | {"by": self.request.user}
        if not self.group.invitations.just_sent().same_as(**told).exists():
            require_permission(members_rules.may_invite(self.request.user, self.group))
            Invitation.send(self.group, **told)
        messages.success(
            self.request,
            _("An e-mail is on its way to %(email)s.") % {"email": form.cleaned_data["email"]},
        )
        return self.redirect_to("group_people")


class MembershipPage(OwnGroupPage, UpdateView):
    """One entry: its role and spelling by who manages the group, its consent by whom it names."""

    template_name = "groups/members/edit.html"
    form_class = MembershipForm
    context_object_name = "membership"

    def get_object(self, queryset=None):
        found = get_object_or_404(self.group.memberships.current(), pk=self.kwargs["pk"])
        found.group = self.group
        require_permission(members_rules.may_revise(self.request.user, found))
        return found

    def get_form_kwargs(self):
        person = self.request.user
        return super().get_form_kwargs() | {
            "may_consent": members_rules.may_consent(person, self.object),
            "may_manage": bool(kim_rules.may_manage(person, self.group)),
        }

    def get_context_data(self, **kwargs):
        person, member = self.request.user, self.object
        chair = kim_rules.membership_of(person, self.group)
        return super().get_context_data(
            may_end=member.person_id != person.pk and members_rules.may_end(person, member),
            may_hand_over=members_rules.may_hand_over(person, chair, member)
            if chair.is_chair
            else False,
            may_leave=members_rules.may_leave(person, member),
            **kwargs,
        )

    def form_valid(self, form):
        # The row as it was read, for the verb compares its role with the stored one.
        entry = self.group.memberships.get(pk=self.object.pk)
        entry.revise(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return self.redirect_to("group_people")


def membership_in(request, slug, pk):
    """An entry of one's own group, ended ones too: a second tap finds what the first has done."""
    group = own_group(request, slug)
    entry = get_object_or_404(group.memberships, pk=pk)
    entry.group = group
    return entry


@post_action
def membership_end(request, slug, pk):
    entry = membership_in(request, slug, pk)
    require_permission(members_rules.may_end(request.user, entry))
    if entry.until is None:
        entry.end(by=request.user)
    messages.success(request, _("%(name)s is no longer in the KIM.") % {"name": entry.name})
    return redirect("group_people", slug)


@post_action
def membership_leave(request, slug):
    ever_own = Group.objects.filter(pk__in=request.user.memberships.values("group"))
    group = get_object_or_404(ever_own, slug=slug)
    if entry := kim_rules.membership_of(request.user, group):  # none any more after a second tap
        require_permission(members_rules.may_leave(request.user, entry))
        entry.end(by=request.user)
    messages.success(request, _("You have left %(group)s.") % {"group": group})
    return redirect("my_groups")


@post_action
def chair_hand_over(request, slug, pk):
    heir = membership_in(request, slug, pk)
    chair = kim_rules.membership_of(request.user, heir.group)
    require_permission(members_rules.may_hand_over(request.user, chair, heir))
    chair.hand_over(heir, by=request.user)
    messages.success(request, _("%(name)s is the chair now.") % {"name": heir.name})
    return redirect("group_people", slug)


@post_action
def invitation_revoke(request, slug, pk):
    group = own_group(request, slug)
    require_permission(kim_rules.may_manage(request.user, group))
    invitation = get_object_or_404(group.invitations, pk=pk)
    if invitation.accepted_at:
        messages.warning(request, _("This invitation has been accepted already."))
        return redirect("group_people", slug)
    if invitation.is_open:
        invitation.revoke(by=request.user)
    messages.success(request, _("The invitation no longer works."))
    return redirect("group_people", slug)


class InvitationPage(MemberPage, TemplateView):
    """What one is invited to, before one says yes."""

    template_name = "groups/members/invitation.html"

    @cached_property
    def invitation(self):
        return open_invitation(self.request, Invitation.objects.by_token(self.kwargs["token"]))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            invitation=self.invitation,
            may_accept=members_rules.may_accept(self.request.user, self.invitation),
            **kwargs,
        )


@post_action
def invitation_accept(request, token):
    return join(request, Invitation.objects.by_token(token))


@post_action
def invitation_join(request, pk):
    """From one's own list: who has the invited address needs no letter in hand."""
    return join(request, Invitation.objects.sent_to(request.user).filter(pk=pk))


def join(request, found):
    invitation = open_invitation(request, found)
    require_permission(members_rules.may_accept(request.user, invitation))
    try:
        with transaction.atomic():
            invitation.accept(by=request.user)
    except InvalidTransition:  # another tap was quicker, or it was taken back this instant
        open_invitation(request, found)
        raise NotFoundWithReason(SPENT)
    except IntegrityError:  # joined by another letter this instant
        messages.info(request, _("You are in this KIM already."))
    else:
        messages.success(request, _("Welcome to %(group)s.") % {"group": invitation.group})
    return redirect("group_home", invitation.group.slug)


def open_invitation(request, found):
    """The one found, if it still lets in. NotNow for whom it has let in; else NotThere."""
    invitation = found.select_related("group__region", "membership").first()
    if invitation and invitation.is_open:
        return invitation
    if invitation and kim_rules.membership_of(request.user, invitation.group):
        require_permission(members_rules.may_accept(request.user, invitation))
    raise NotFoundWithReason(SPENT)
