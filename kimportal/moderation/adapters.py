"""The protocol by which the staff site meets each moderated model, and the registry of adapters.

Each app registers its adapters as classes in `AppConfig.ready`, so this package knows no app above.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Cast, Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.models import Person
from kimportal.audit.models import Action
from kimportal.moderation.field_changes import Change
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from kimportal.moderation.change_requests import ChangeRequest

#: A reviewer's verbs by the state in which they make sense.
VERBS: dict[State, tuple[Action, ...]] = {
    State.WAITING: (Action.APPROVE, Action.SEND_BACK, Action.REJECT),
    State.LIVE: (Action.WITHDRAW,),
    State.WITHDRAWN: (Action.RESTORE,),
}

#: Columns of the queue, the same for every model, so that they fit into one UNION; QueueRow has
#: them in this order.
COLUMNS = (
    "row_since",
    "row_kind",
    "row_number",
    "row_key",
    "row_title",
    "row_origin",
    "row_sender",
    "row_place",
    "row_flags",
    "row_version",
)


@dataclass(frozen=True)
class PrivateAttachment:
    """A private file of a submission; `name` identifies it in the URL."""

    name: str
    title: str
    file: FieldFile
    text: str = ""

    @property
    def is_pdf(self) -> bool:
        return (self.file.name or "").endswith(".pdf")


@dataclass(frozen=True)
class SimilarItem:
    """Another item that may be the same: a hint, not a decision.

    `pictures`, where two pictures look alike: the URLs of this item's and of the other's.
    """

    item: ModeratedModel
    why: str
    pictures: tuple | list = ()

    @property
    def url(self) -> str:
        return reverse("admin:review", args=[adapter_for(self.item).kind, self.item.pk])


class ModerationAdapter(ABC):
    """One moderated model as reviewers meet it.

    A subclass must set `model` and `template` and define the abstract methods; a system check
    (`checks.check_moderation`) reports what is missing. Lookups and expressions start from the
    model.
    """

    model: type[ModeratedModel]
    #: Template of the object on the review page.
    template: str
    #: Place in the order of kinds, in the queue's filter and in menus.
    order: int = 100
    #: Lookup of the region's code and, where the model has one, of the campaign's key.
    region: str = "region__code"
    campaign: str | None = None
    #: Whether the model has a foreign key `group` to the KIM that submits it.
    has_group: bool = True
    #: Expressions of the queue's columns.
    title: Combinable = F("title")
    place: Combinable = F("region__path")
    origin: Combinable = F("group__name")
    #: Relations that the review page reads.
    related: Sequence[str] = ()
    #: Further lookups of the queue's search, and what prepares the text for each.
    searched_columns: dict[str, Callable[[str], str]] = {"submitted_by__name__icontains": str}
    #: Names of the fields a reason may be about.
    fields: Sequence[str] = ()
    #: Labels of those of `fields` that have no `verbose_name`, such as rows of their own.
    field_labels: dict[str, Any] = {}
    #: Message after approval, with the object's name.
    approved_message: Any = _("“%s” is published.")
    #: Help text beside the reason of a withdrawal, where others than the submitter read it.
    withdrawal_note_help: Any = ""

    # -- what it is

    @property
    def kind(self) -> str:
        """The name of the model in URLs of the staff site."""
        return self.model._meta.model_name or ""

    @property
    def label(self) -> "_StrOrPromise":
        return self.model._meta.verbose_name  # type: ignore[return-value]  # ModelBase sets it

    def subject(self, item: ModeratedModel) -> ModeratedModel:
        """Return the object whose canned responses fit: of a change request, its target."""
        return item

    def reason_fields(self, item: ModeratedModel) -> list[tuple[str, str]]:
        """Return (name, label) of the fields a reason may be about."""
        return [(name, self.field_label(name)) for name in self.fields]

    def field_label(self, name: str) -> str:
        if name in self.field_labels:
            return str(self.field_labels[name])
        opts = self.model._meta
        labels = {field.name: field.verbose_name for field in (*opts.fields, *opts.many_to_many)}
        return str(labels.get(name, name))

    def approved_text(self, item: ModeratedModel) -> str:
        """Return what is true of the item now that it was approved."""
        return str(self.approved_message % item)

    # -- who sees it

    def overseen_by(self, person: Person) -> ModeratedQuerySet:
        return self.model.objects.overseen_by(person)

    def pending_for(self, person: Person) -> ModeratedQuerySet:
        """Return what waits for this person: to decide on, or for other staff to read."""
        if person.is_reviewer:
            return self.model.objects.reviewable_by(person)
        return self.overseen_by(person).waiting()

    def find(self, person: Person, key: Any) -> ModeratedModel:
        """Return the object if this person oversees it; raise Http404 otherwise."""
        try:
            return self.overseen_by(person).select_related(*self.related).get(pk=key)
        except (self.model.DoesNotExist, ValueError, ValidationError):
            raise Http404

    def search(self, items: ModeratedQuerySet, text: str) -> ModeratedQuerySet:
        """Return the items with these words, or with this text in one of `searched_columns`."""
        condition = Q(pk__in=items.order_by().search(text).values("pk"))
        for lookup, prepare in self.searched_columns.items():
            condition |= Q(**{lookup: prepare(text)})
        return items.filter(condition)

    # -- who may decide

    def can(self, verb: str, person: Person, item: ModeratedModel) -> bool | Denied:
        """Return True, or why this person may not carry out the verb."""
        if not person.is_reviewer:
            return Denied(_("Only reviewers decide on this."))
        match verb:
            case Action.WITHDRAW:
                return self.may_withdraw(person, item)
            case Action.RESTORE:
                return self.may_restore(person, item)
            case _verb:
                return self.may_review(person, item)

    @abstractmethod
    def may_review(self, person: Person, item: ModeratedModel) -> bool | Denied:
        """May approve, send back and reject, and undo such a decision."""

    @abstractmethod
    def may_withdraw(self, person: Person, item: ModeratedModel) -> bool | Denied:
        """May withdraw what is live."""

    def may_restore(self, person: Person, item: ModeratedModel) -> bool | Denied:
        """May publish again what was withdrawn."""
        return self.may_review(person, item)

    def may_review_change(self, person: Person, change_request: "ChangeRequest") -> bool | Denied:
        """May decide on a change request for a live object of this model."""
        return self.may_review(person, change_request.item)

    def may_open_attachments(self, person: Person, item: ModeratedModel) -> bool | Denied:
        """May open the private attachments of what this person oversees."""
        return person.is_reviewer or Denied(_("Only reviewers open private papers."))

    def may_object(self, person: Person, item: ModeratedModel) -> bool | Denied:
        """Say whether this person may object without deciding.

        Only where others decide on what happens in the person's region.
        """
        return Denied(_("Only to an event may one object, at its place."))

    def verbs(self, item: ModeratedModel) -> tuple[Action, ...]:
        """Return the verbs that make sense in the object's state."""
        return VERBS.get(State(item.state), ())

    # -- what the review page shows beside it

    def private_attachments(self, item: ModeratedModel) -> list[PrivateAttachment]:
        return []

    def attachments_proposed(self, change_request: "ChangeRequest") -> list[PrivateAttachment]:
        """Return the attachments as a change request would leave them."""
        return []

    def hints(self, item: ModeratedModel) -> list[str]:
        """Return sentences that explain the object's flags."""
        return []

    def hints_proposed(self, change_request: "ChangeRequest") -> list[str]:
        """Return the same for a change request to such an object."""
        return []

    def changes(self, item: ModeratedModel) -> list[Change]:
        """Return what approval would change, field by field; only change requests have any."""
        return []

    def changes_proposed(self, change_request: "ChangeRequest") -> list[Change]:
        """Return the fields of a change request for a live object of this model."""
        raise NotImplementedError(f"{self.model.__name__} has no change requests")

    def similar_items(self, person: Person, item: ModeratedModel) -> list[SimilarItem]:
        return []

    def group_of(self, item: Any) -> Any:
        """Return the KIM whose record helps to judge, or None."""
        return item.group if self.has_group else None

    def context(self, item: ModeratedModel) -> dict[str, Any]:
        """Return what the model's own template needs besides `item`."""
        return {}

    # -- one row of the queue

    def queue_rows(self, bounded: ModeratedQuerySet) -> QuerySet:
        """Return the queue's columns of a bounded queryset, ready for a UNION."""
        number = F("pk") if self.has_integer_pk else Value(0)
        return (
            self.model._base_manager.filter(pk__in=bounded.values("pk"))
            .annotate(
                row_since=F("state_since"),
                row_kind=Value(self.kind, CharField()),
                row_number=Cast(number, BigIntegerField()),
                row_key=Cast("pk", CharField()),
                row_title=self.title,
                row_origin=Coalesce(self.origin, Value(""), output_field=CharField()),
                row_sender=Coalesce(F("submitted_by__name"), Value("")),
                row_place=Coalesce(self.place, Value(""), output_field=CharField()),
                row_flags=F("flags"),
                row_version=F("version"),
            )
            .values_list(*COLUMNS)
        )

    @property
    def has_integer_pk(self) -> bool:
        """Whether the key is a number; else it is a UUID."""
        return self.model._meta.pk.get_internal_type().endswith("AutoField")


# -- the registry

_registered: list[type[ModerationAdapter]] = []


def register_adapters(*classes: type[ModerationAdapter]) -> None:
    """Register the adapters of an app; called in its `AppConfig.ready`."""
    _registered.extend(cls for cls in classes if cls not in _registered)
    adapters.cache_clear()


def registered_adapters() -> Iterable[type[ModerationAdapter]]:
    return tuple(_registered)


@cache
def adapters() -> dict[str, ModerationAdapter]:
    """Return every adapter by its kind."""
    ordered = sorted(_registered, key=lambda cls: cls.order)
    return {adapter.kind: adapter for adapter in (cls() for cls in ordered)}


def adapter_for(item: ModeratedModel) -> ModerationAdapter:
    return adapters()[item._meta.model_name or ""]


def get_adapter_or_404(kind: str) -> ModerationAdapter:
    try:
        return adapters()[kind]
    except KeyError:
        raise Http404
