from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value

from kimportal.audit.models import Action
from kimportal.moderation import rules
from kimportal.moderation.adapters import VERBS, ModerationAdapter, PrivateAttachment, adapter_for
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.field_changes import Change
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied

if TYPE_CHECKING:
    from kimportal.accounts.models import Person


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
    def place(self) -> Subquery:  # type: ignore[override]  # it needs the app registry
        # By name, since regions belong to an app above this one.
        region = apps.get_model("groups", "Region")
        return Subquery(region.objects.filter(pk=OuterRef("region_code")).values("path")[:1])

    def search(self, items: ModeratedQuerySet, text: str) -> ModeratedQuerySet:
        by_sender = Q(submitted_by__name__icontains=text)
        return items.filter(Q(target_repr__icontains=text) | by_sender)

    def verbs(self, item: Any) -> tuple[Action, ...]:
        return VERBS[State.WAITING] if item.state == State.WAITING else ()

    def may_review(self, person: "Person", item: Any) -> bool | Denied:
        answer = rules.may_review(person, item)
        return answer and adapter_for(item.item).may_review_change(person, item)

    def may_withdraw(self, person: "Person", item: Any) -> bool | Denied:
        return self.may_review(person, item)

    def may_open_attachments(self, person: "Person", item: Any) -> bool | Denied:
        return adapter_for(item.item).may_open_attachments(person, item.item)

    def subject(self, item: Any) -> ModeratedModel:
        return item.item

    def reason_fields(self, item: Any) -> list[tuple[str, str]]:
        return [(name, adapter_for(item.item).field_label(name)) for name in item.new]

    def private_attachments(self, item: Any) -> list[PrivateAttachment]:
        return adapter_for(item.item).attachments_proposed(item)

    def changes(self, item: Any) -> list[Change]:
        return adapter_for(item.item).changes_proposed(item)

    def hints(self, item: Any) -> list[str]:
        return adapter_for(item.item).hints_proposed(item)

    def group_of(self, item: Any) -> Any:
        return adapter_for(item.item).group_of(item.item)
