from django.apps import apps
from django.db.models import CharField, F, OuterRef, Subquery, Value

from kimportal.moderation import rules
from kimportal.moderation.adapters import VERBS, ModerationAdapter, adapter_for
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State


class ChangeRequestAdapter(ModerationAdapter):
    """A change to a live object: judged by the rules of that object, shown field by field."""

    model = ChangeRequest
    template = "kimportal/staff/_review_change_request.html"
    order = 90
    title = F("target_repr")
    region = "region_code"
    origin = Value("", CharField())
    has_group = False
    related = ("submitted_by", "target_type")

    @property
    def place(self):
        # By name, since regions belong to an app above this one.
        region = apps.get_model("groups", "Region")
        return Subquery(region.objects.filter(pk=OuterRef("region_code")).values("path")[:1])

    def search(self, items, text):
        return items.filter(target_repr__icontains=text)

    def verbs(self, item):
        return VERBS[State.WAITING] if item.state == State.WAITING else ()

    def may_review(self, person, item):
        answer = rules.may_review(person, item)
        return answer and adapter_for(item.item).may_review_change(person, item)

    def may_withdraw(self, person, item):
        return self.may_review(person, item)

    def may_open_attachments(self, person, item):
        return adapter_for(item.item).may_open_attachments(person, item.item)

    def subject(self, item):
        return item.item

    def reason_fields(self, item):
        return [(name, adapter_for(item.item).field_label(name)) for name in item.new]

    def private_attachments(self, item):
        return adapter_for(item.item).attachments_proposed(item)

    def changes(self, item):
        return adapter_for(item.item).changes_proposed(item)

    def hints(self, item):
        return adapter_for(item.item).hints_proposed(item)

    def group_of(self, item):
        return adapter_for(item.item).group_of(item.item)
