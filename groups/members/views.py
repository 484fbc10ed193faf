from django.contrib import messages
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, TemplateView, UpdateView

from groups.kim import rules as kim_rules
from groups.kim.models import Group
from groups.kim.views.own import OwnGroupPage, own_group
from groups.members import rules as members_rules
from groups.members.forms import InviteForm, MembershipForm
from groups.members.models import STOP_SIGNER, Invitation, InvitationStop
from kimportal.accounts.reauthentication import require_recent_authentication
from kimportal.drafts.pages import KeepsDraft
from kimportal.moderation.actions import post_action
from kimportal.moderation.states import InvalidTransition
from kimportal.web.permissions import NotFoundWithReason, require_permission
from kimportal.web.views import MemberPage

MAX_SHOWN = 200
INVALID_INVITATION = gettext_lazy(
    "This invitation no longer works. It holds for 14 days, lets one person in once, and ends "
    "when a newer one is sent. Ask whoever invited you for a new one."
)


class PeoplePage(OwnGroupPage, TemplateView):
    """The members of a group, and its open invitations for those who manage it."""

    template_name = "groups/members/list.html"

    def get_context_data(self, **kwargs):
        people = self.group.memberships.current().select_related("person").in_order()
        context = super().get_context_data(people=people[:MAX_SHOWN], **kwargs)
        if context["manages"]:
            context["invitations"] = self.group.invitations.open().order_by("-id")
            requests = self.group.join_requests.open().select_related("person").order_by("id")
            context["join_requests"] = requests[:MAX_SHOWN]
        return context


class InvitePage(KeepsDraft, OwnGroupPage, FormView):
    template_name = "groups/members/invite.html"
    form_class = InviteForm
    draft_kind = "invite"
    rule = staticmethod(members_rules.may_invite)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"group": self.group}

    @transaction.atomic
    def form_valid(self, form):
        # Lock sender and group, and check the limits again.
        self.request.user.lock_row()
        Group.objects.select_for_update().get(pk=self.group.pk)
        fields = form.cleaned_data | {"by": self.request.user}
        if not self.group.invitations.just_sent().same_as(**fields).exists():
            require_permission(members_rules.may_invite(self.request.user, self.group))
            Invitation.send(self.group, **fields)
        messages.success(
            self.request,
            _("An e-mail is on its way to %(email)s.") % {"email": form.cleaned_data["email"]},
        )
        return self.redirect_to("group_people")


class MembershipPage(KeepsDraft, OwnGroupPage, UpdateView):
    """A membership: managers edit role and spelling, the person it names edits the consent."""

    template_name = "groups/members/edit.html"
    form_class = MembershipForm
    draft_kind = "membership"

    @property
    def draft_key(self):
        return f"{self.kwargs['slug']}/{self.kwargs['pk']}"

    @property
    def draft_about(self):
        return self.object.name

    context_object_name = "membership"

    def get_object(self, queryset=None):
        membership = get_object_or_404(self.group.memberships.current(), pk=self.kwargs["pk"])
        membership.group = self.group
        require_permission(members_rules.may_revise(self.request.user, membership))
        return membership

    def get_form_kwargs(self):
        person = self.request.user
        return super().get_form_kwargs() | {
            "may_consent": members_rules.may_consent(person, self.object),
            "may_manage": bool(kim_rules.may_manage(person, self.group)),
        }

    def get_context_data(self, **kwargs):
        person, member = self.request.user, self.object
        own = kim_rules.membership_of(person, self.group)
        return super().get_context_data(
            may_end=member.person_id != person.pk and members_rules.may_end(person, member),
            may_offer_chair=members_rules.may_offer_chair(person, own, member)
            if own.is_chair and member.pk != own.pk
            else False,
            may_take_chair_back=own.is_chair
            and members_rules.may_take_chair_back(person, own, member),
            may_answer_offer=members_rules.may_answer_offer(person, member),
            chair=self.group.memberships.current().chairs().first(),
            may_leave=members_rules.may_leave(person, member),
            **kwargs,
        )

    def form_valid(self, form):
        # A fresh row: the form has set the new role on self.object, and revise() compares it.
        membership = self.group.memberships.get(pk=self.object.pk)
        membership.revise(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return self.redirect_to("group_people")


def get_membership(request, slug, pk):
    """Return a membership of the user's own group, also an ended one: a repeated click needs it."""
    group = own_group(request, slug)
    membership = get_object_or_404(group.memberships, pk=pk)
    membership.group = group
    return membership


@post_action
def membership_end(request, slug, pk):
    membership = get_membership(request, slug, pk)
    require_permission(members_rules.may_end(request.user, membership))
    if membership.until is None:
        membership.end(by=request.user)
    messages.success(request, _("%(name)s is no longer in the KIM.") % {"name": membership.name})
    return redirect("group_people", slug)


@post_action
def membership_leave(request, slug):
    groups = Group.objects.filter(pk__in=request.user.memberships.values("group"))
    group = get_object_or_404(groups, slug=slug)
    if membership := kim_rules.membership_of(request.user, group):  # None after a double click
        require_permission(members_rules.may_leave(request.user, membership))
        membership.end(by=request.user)
    messages.success(request, _("You have left %(group)s.") % {"group": group})
    return redirect("my_groups")


@post_action
def chair_hand_over(request, slug, pk):
    """Ask a member to become the chair; nothing changes before their yes."""
    heir = get_membership(request, slug, pk)
    chair = kim_rules.membership_of(request.user, heir.group)
    require_permission(members_rules.may_offer_chair(request.user, chair, heir))
    require_recent_authentication(request)  # a phone left lying open must not give the KIM away
    heir.offer_chair(by=request.user)
    messages.success(
        request,
        _("%(name)s is asked by e-mail. You remain the chair until they say yes.")
        % {"name": heir.name},
    )
    return redirect("membership", slug, pk)


@post_action
def chair_take_back(request, slug, pk):
    heir = get_membership(request, slug, pk)
    chair = kim_rules.membership_of(request.user, heir.group)
    require_permission(members_rules.may_take_chair_back(request.user, chair, heir))
    heir.take_chair_back(by=request.user)
    messages.success(request, _("Taken back. You remain the chair."))
    return redirect("membership", slug, pk)


@post_action
def chair_accept(request, slug, pk):
    heir = get_membership(request, slug, pk)
    require_permission(members_rules.may_answer_offer(request.user, heir))
    heir.accept_chair(by=request.user)
    messages.success(request, _("You are the chair of %(group)s now.") % {"group": heir.group})
    return redirect("group_home", slug)


@post_action
def chair_decline(request, slug, pk):
    heir = get_membership(request, slug, pk)
    require_permission(members_rules.may_answer_offer(request.user, heir))
    heir.decline_chair(by=request.user)
    messages.success(request, _("You have said no. The chair is told so."))
    return redirect("group_home", slug)


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
    """An invitation, with the button to accept it."""

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
    """Accept from the user's own list of invitations, without the token."""
    return join(request, Invitation.objects.sent_to(request.user).filter(pk=pk))


def join(request, invitations):
    invitation = open_invitation(request, invitations)
    require_permission(members_rules.may_accept(request.user, invitation))
    try:
        with transaction.atomic():
            invitation.accept(by=request.user)
    except InvalidTransition:  # accepted or revoked by another request meanwhile
        open_invitation(request, invitations)
        raise NotFoundWithReason(INVALID_INVITATION)
    except IntegrityError:  # joined by another invitation meanwhile
        messages.info(request, _("You are in this KIM already."))
    else:
        messages.success(request, _("Welcome to %(group)s.") % {"group": invitation.group})
    return redirect("group_home", invitation.group.slug)


def open_invitation(request, invitations):
    """Return the open invitation of this queryset.

    Raise StaleAction for whoever is a member already, else NotFoundWithReason.
    """
    invitation = invitations.select_related("group__region", "membership").first()
    if invitation and invitation.is_open:
        return invitation
    if invitation and kim_rules.membership_of(request.user, invitation.group):
        require_permission(members_rules.may_accept(request.user, invitation))
    raise NotFoundWithReason(INVALID_INVITATION)


@csrf_exempt  # mail clients post by themselves (RFC 8058); the signature is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_invitations(request, token):
    """Stop invitations to an address, on POST only: mail scanners open every link."""
    try:
        address_hash = STOP_SIGNER.unsign(token)
    except signing.BadSignature:
        raise Http404
    stop = InvitationStop.objects.filter(address_hash=address_hash)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        InvitationStop.objects.get_or_create(address_hash=address_hash)
    elif request.POST.get("allow"):
        stop.delete()
    return render(request, "groups/members/invitation_stop.html", {"stopped": stop.exists()})
