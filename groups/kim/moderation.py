from django.db.models import CharField, F, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.kim import rules
from groups.kim.models import Group
from kimportal.moderation.adapters import ModerationAdapter, PrivateAttachment, SimilarItem
from kimportal.moderation.field_changes import Change
from kimportal.moderation.states import State
from kimportal.web.search import fold

MAX_SIMILAR = 5


class GroupAdapter(ModerationAdapter):
    """A KIM: does it match its decree, and is it registered only once?"""

    model = Group
    template = "groups/kim/_review.html"
    order = 10
    approved_message = gettext_lazy("“%s” is verified.")
    title = F("name")
    origin = Value("", CharField())
    has_group = False
    searched_columns = {
        **ModerationAdapter.searched_columns,
        "decree_number_folded__contains": fold,
    }
    related = ("region__parent", "submitted_by")
    fields = (
        "name",
        "region",
        "founded",
        "about",
        "address",
        "logo",
        "website",
        "contact_name",
        "contact_phone",
        "decree_number",
        "decree_date",
        "decree_signer_role",
        "decree_signer_name",
        "decree_valid_until",
        "decree_file",
    )

    def group_of(self, item):
        return item

    def may_review(self, person, item):
        return rules.may_review(person, item)

    def may_withdraw(self, person, item):
        return rules.may_withdraw(person, item)

    def may_review_change(self, person, change_request):
        return rules.may_review_change(person, change_request)

    def may_open_attachments(self, person, item):
        return rules.may_open_decree(person, item)

    def context(self, item):
        return {"memberships": item.memberships.current().in_order()[:50]}

    def private_attachments(self, item):
        """Return the decree, and the logo while it is not public."""
        return [*_decree(item.decree_file), *([] if item.is_live else _logo(item.logo))]

    def attachments_proposed(self, change_request):
        """Return the requested decree, or the one in force, and a requested logo."""
        new = Group(
            **{name: change_request.new.get(name) or "" for name in ("decree_file", "logo")}
        )
        return [*_decree(new.decree_file or change_request.item.decree_file), *_logo(new.logo)]

    def changes_proposed(self, change_request):
        public = change_request.item
        names = list(change_request.new)
        old = (
            change_request.old if change_request.state == State.LIVE else public.read_values(names)
        )
        before = Group.objects.get(pk=public.pk).set_values({name: old[name] for name in names})
        after = Group.objects.get(pk=public.pk).set_values(change_request.new)
        return [
            Change(self.field_label(name), before.display_value(name), after.display_value(name))
            for name in names
        ]

    def similar_items(self, person, item):
        """Return groups of the jurisdiction with the same decree, or name and district."""
        others = self.overseen_by(person).exclude(pk=item.pk).select_related("region")
        reasons = {}
        if item.decree_number_folded:
            same = others.filter(decree_number_folded=item.decree_number_folded)
            reasons |= {group: _("same decree number") for group in same[:MAX_SIMILAR]}
        if item.region_id:
            same = others.with_similar_name(item.name, item.region)
            reason = _("same name in the same district")
            reasons |= dict.fromkeys(same[:MAX_SIMILAR], reason)
        return [SimilarItem(group, reason) for group, reason in reasons.items()]


def _decree(file):
    return [PrivateAttachment("decree_file", gettext_lazy("Decree (SK)"), file)] if file else []


def _logo(file):
    return [PrivateAttachment("logo", gettext_lazy("Logo"), file)] if file else []
