"""What the staff site must know of each kind of thing that is reviewed; each app tells its own.

settings.DESKS names the classes, so the ground floor knows the apps in strings only.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, CharField, F, Value
from django.db.models.functions import Cast, Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kimportal.moderation.states import State
from kimportal.web.permissions import Denied

#: Verbs of a reviewer by the state in which they make sense.
VERBS = {
    State.WAITING: ("approve", "send_back", "reject"),
    State.LIVE: ("withdraw",),
    State.WITHDRAWN: ("restore",),
}
ASKED = {"withdraw": "may_withdraw", "restore": "may_restore"}


@dataclass(frozen=True)
class PrivateAttachment:
    """A private file that belongs to a submission; `name` stands in its address."""

    name: str
    title: str
    file: object
    text: str = ""

    @property
    def is_pdf(self):
        return self.file.name.endswith(".pdf")


@dataclass(frozen=True)
class SimilarItem:
    """Another thing that may be the same one: a hint, never a verdict.

    `pictures`, where two look alike: the addresses of this one's and of the other's.
    """

    item: object
    why: str
    pictures: tuple | list = ()

    @property
    def url(self):
        return reverse("admin:review", args=[adapter_for(self.item).kind, self.item.pk])


class ModerationAdapter:
    """One kind of reviewed thing as reviewers meet it. Paths are Django's, from the thing."""

    model = None
    #: The submission as its review page shows it.
    template = ""
    rules_module = ""
    title = F("title")
    region = "region__code"
    place = F("region__path")
    origin = F("group__name")
    campaign = None
    group = "group"
    related = ()
    #: Fields a reason may be about, by name.
    fields = ()
    #: Said beside the reason of a withdrawal where more than the submitter read it.
    withdrawal_note_help = ""

    # -- what it is

    @property
    def kind(self):
        return self.model._meta.model_name

    @property
    def label(self):
        return self.model._meta.verbose_name

    @cached_property
    def rules(self):
        return import_module(self.rules_module)

    def subject(self, item):
        """What the decision is really about: reasons are kept for its kind."""
        return item

    def choices(self, item):
        """(name, label) of the fields a reason may be about."""
        return [(name, self.field_label(name)) for name in self.fields]

    def field_label(self, name):
        names = {field.name for field in self.model._meta.get_fields()}
        if name not in names:
            return name
        return str(getattr(self.model._meta.get_field(name), "verbose_name", name))

    # -- who sees it, who decides

    def overseen_by(self, person):
        return self.model.objects.overseen_by(person)

    def pending_for(self, person):
        """What waits for this person: to decide on, or for other staff to read."""
        if person.is_reviewer:
            return self.model.objects.reviewable_by(person)
        return self.overseen_by(person).waiting()

    def find(self, person, key):
        """The thing if this person looks after it; for everybody else it is not there."""
        try:
            return self.overseen_by(person).select_related(*self.related).get(pk=key)
        except (self.model.DoesNotExist, ValueError, ValidationError):
            raise Http404

    def named(self, items, words):
        """Those of these things that words lead to."""
        return items.search(words)

    def may(self, verb, person, item):
        question = ASKED.get(verb, "may_review")
        ask = getattr(self.rules, question, None) or self.rules.may_review
        if not person.is_reviewer:
            return Denied(_("Only reviewers decide on this."))
        return ask(person, item)

    def may_look(self, person, item):
        """Open the private papers of what this person looks after."""
        return person.is_reviewer or Denied(_("Only reviewers open private papers."))

    def may_object(self, person, item):
        """Say something against it without deciding; only where others decide on what happens in
        this person's region."""
        return Denied(_("Only to an event may one object, at its place."))

    def verbs(self, item):
        return VERBS.get(State(item.state), ())

    # -- what the page shows beside it

    def papers(self, item):
        return []

    def changes(self, item):
        return []

    def hints(self, item):
        """Sentences that explain its flags."""
        return []

    def hints_proposed(self, change_request):
        """The same of a change to one."""
        return []

    def similar_items(self, person, item):
        return []

    def group_of(self, item):
        return getattr(item, self.group) if self.group else None

    def context(self, item):
        """What the kind's own template needs besides `thing`."""
        return {}

    # -- one row of the queue

    def rows(self, bounded):
        """The queue's columns of the things in a bounded queryset, ready for a UNION."""
        number = F("pk") if self.has_numbers else Value(0)
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
    def has_numbers(self):
        """Whether the key is a number; else it is a UUID."""
        return self.model._meta.pk.get_internal_type().endswith("AutoField")


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


@cache
def adapters():
    """Every desk by kind, in the order of settings.DESKS."""
    return {
        adapter.kind: adapter
        for adapter in (import_string(path)() for path in settings.MODERATION_ADAPTERS)
    }


def adapter_for(item):
    return adapters()[item._meta.model_name]


def adapter_named(kind):
    try:
        return adapters()[kind]
    except KeyError:
        raise Http404
