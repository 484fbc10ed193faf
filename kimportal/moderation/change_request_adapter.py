from django.apps import apps
from django.db.models import CharField, F, OuterRef, Subquery, Value

from kimportal.moderation import rules
from kimportal.moderation.adapters import VERBS, ModerationAdapter, adapter_for
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State


class ChangeRequestAdapter(ModerationAdapter):
    """A change to a live thing: judged by the rules of that thing, shown field by field."""

    model = ChangeRequest
    template = "kimportal/staff/_review_change_request.html"
    title = F("target_repr")
    region = "region_code"
    origin = Value("", CharField())
    group = None
    related = ("submitted_by", "target_type")

    @property
    def place(self):
        region = apps.get_model("groups", "Region")
        return Subquery(region.objects.filter(pk=OuterRef("region_code")).values("path")[:1])

    def named(self, items, words):
        return items.filter(target_repr__icontains=words)

    def verbs(self, item):
        return VERBS[State.WAITING] if item.state == State.WAITING else ()

    def may(self, verb, person, item):
        if not (answer := rules.may_review(person, item)):
            return answer
        of = adapter_for(item.item)
        ask = getattr(of.rules, "may_review_change", None)
        return ask(person, item) if ask else of.may("approve", person, item.item)

    def may_look(self, person, item):
        return adapter_for(item.item).may_look(person, item.item)

    def subject(self, item):
        return item.item

    def choices(self, item):
        return [(name, adapter_for(item.item).field_label(name)) for name in item.new]

    def papers(self, item):
        return adapter_for(item.item).attachments_proposed(item)

    def changes(self, item):
        return adapter_for(item.item).changes_proposed(item)

    def hints(self, item):
        return adapter_for(item.item).hints_proposed(item)

    def group_of(self, item):
        return adapter_for(item.item).group_of(item.item)
