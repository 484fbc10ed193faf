"""Cards of a KIM's officers: the page that prints them."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from campaigns.verification import models
from groups.kim.rules import membership_of
from groups.kim.views.own import OwnGroupPage, own_group
from groups.members.models import Membership
from kimportal.moderation.actions import post_action
from kimportal.web.permissions import Denied, require_permission


def may_have_cards(person, group):
    """Open the page of cards: chair and secretary for all, other officers for their own."""
    membership = membership_of(person, group)
    if membership is None or membership.role == "member":
        return Denied(_("Only officers have a card."))
    if not group.is_live:
        return Denied(_("Cards are for verified KIM."), of=group)
    return True


def officers_of(person, group):
    """Return the officers whose cards this person prints: those who let their name be shown."""
    officers = Membership.objects.filter(group=group).named_publicly()
    own = membership_of(person, group)
    if not own.manages:
        officers = officers.filter(pk=own.pk)
    return officers.in_order()


class CardsPage(OwnGroupPage, TemplateView):
    """Cards of 85 × 54 mm, eight a sheet."""

    template_name = "campaigns/verification/cards.html"
    rule = staticmethod(may_have_cards)

    def get_context_data(self, **kwargs):
        officers = officers_of(self.request.user, self.group).select_related("card")
        rows = [(row, getattr(row, "card", None)) for row in officers]
        for row, _card in rows:
            row.group = self.group
        return super().get_context_data(
            cards=[card for _row, card in rows if card],
            without_card=[row for row, card in rows if card is None],
            **kwargs,
        )


@post_action
def issue_cards(request, slug):
    """Give a card to each officer on the page who has none."""
    group = own_group(request, slug)
    require_permission(may_have_cards(request.user, group))
    models.issue(officers_of(request.user, group), by=request.user)
    messages.success(request, _("The cards are ready to print."))
    return redirect("officer_cards", slug)
