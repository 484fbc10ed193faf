from django.apps import apps
from django.db.models import CharField, F, OuterRef, Subquery, Value

from kimportal.moderation import rules
from kimportal.moderation.adapters import VERBS, Desk, desk_of
from kimportal.moderation.models import Proposal
from kimportal.moderation.states import State


class ProposalDesk(Desk):
    """A change to a live thing: judged by the rules of that thing, shown field by field."""

    model = Proposal
    title = F("thing_name")
    region = "region_code"
    origin = Value("", CharField())
    group = None
    related = ("submitted_by", "thing_type")

    @property
    def place(self):
        region = apps.get_model("groups", "Region")
        return Subquery(region.objects.filter(pk=OuterRef("region_code")).values("path")[:1])

    def named(self, things, words):
        return things.filter(thing_name__icontains=words)

    def verbs(self, thing):
        return VERBS[State.WAITING] if thing.state == State.WAITING else ()

    def may(self, verb, person, thing):
        if not (answer := rules.may_review(person, thing)):
            return answer
        of = desk_of(thing.thing)
        ask = getattr(of.rules, "may_review_change", None)
        return ask(person, thing) if ask else of.may("approve", person, thing.thing)

    def may_look(self, person, thing):
        return desk_of(thing.thing).may_look(person, thing.thing)

    def subject(self, thing):
        return thing.thing

    def choices(self, thing):
        return [(name, desk_of(thing.thing).field_label(name)) for name in thing.new]

    def papers(self, thing):
        return desk_of(thing.thing).papers_proposed(thing)

    def changes(self, thing):
        return desk_of(thing.thing).changes_proposed(thing)

    def group_of(self, thing):
        return desk_of(thing.thing).group_of(thing.thing)
