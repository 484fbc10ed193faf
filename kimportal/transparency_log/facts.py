"""What is logged: the protocol of fact sources, and their registry.

Only what is public already, and nothing about a person, so that no entry ever has to be erased.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from kimportal.audit.models import UNDO_WITHIN, Action, AuditEvent
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.states import State
from kimportal.transparency_log.models import LogEntry


@dataclass(frozen=True)
class Fact:
    """Something that became public, or is no longer: an entry to be."""

    source: str
    subject: str
    values: dict[str, Any]
    #: Since when it may be logged.
    due_at: datetime
    audit_event: AuditEvent | None = None

    @property
    def data(self) -> str:
        """Canonical JSON: sorted keys, no spaces, as it is hashed."""
        return json.dumps(self.values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def utc(moment: datetime) -> str:
    """Return 2020-11-03T02:12:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class FactSource(ABC):
    """The published facts about one moderated model."""

    model: ClassVar[type[ModeratedModel]]
    #: What the model is called in the log.
    kind: ClassVar[str]
    #: {act: what it is called in the log}
    names: ClassVar[dict[Action, str]]

    @abstractmethod
    def subject(self, item: Any) -> str:
        """Return the code or address by which the public knows the item."""

    @abstractmethod
    def values(self, item: Any) -> dict[str, Any]:
        """Return the item's public facts."""

    def public_since(self, item: Any) -> datetime | None:
        """Return when the public could first see the item, if that was not at once."""
        return None

    def items(self) -> Any:
        """Return a queryset of the items, with what `values` reads."""
        return self.model._base_manager.all()

    def due(self) -> Iterator[Fact]:
        """Yield the facts that are not logged yet, except those that can still be undone."""
        events = [*self._events().filter(log_entry=None, at__lte=timezone.now() - UNDO_WITHIN)]
        items = self.items().in_bulk({self._key(event) for event in events})
        facts = (
            self.fact(item, event) for event in events if (item := items.get(self._key(event)))
        )
        now = timezone.now()
        yield from (fact for fact in facts if fact.due_at <= now)
        yield from self.happenings()

    def happenings(self) -> Iterable[Fact]:
        """Yield facts not logged yet that no act made."""
        return ()

    def recompute(self, entries: list[LogEntry]) -> dict[int, Fact | None]:
        """Return {index: what the entry should say by the tables} of entries of this source."""
        acts = {entry.index: entry.audit_event for entry in entries if entry.audit_event}
        items = self.items().in_bulk({self._key(event) for event in acts.values()})
        facts: dict[int, Fact | None] = {}
        for index, event in acts.items():
            item = items.get(self._key(event))
            facts[index] = item and self.fact(item, event)
        return facts

    def fact(self, item: Any, event: AuditEvent) -> Fact:
        values = {
            "type": self.kind,
            "event": self.names.get(Action(event.action), event.action),
            "at": utc(event.at),
            **self.values(item),
        }
        due_at = max(event.at + UNDO_WITHIN, self.public_since(item) or event.at)
        return Fact(f"act {event.pk}", self.subject(item), values, due_at, event)

    def _key(self, event: AuditEvent) -> Any:
        return self.model._meta.pk.to_python(event.target_id)

    def _events(self) -> Any:
        """Return the acts that made something public or hid it, unless undone, oldest first."""
        about = AuditEvent.objects.filter(target_type=self.model._meta.label_lower).exclude(
            after=""
        )
        following = about.filter(target_id=OuterRef("target_id"), id__gt=OuterRef("id"))
        return (
            about.filter(Q(before=State.LIVE) | Q(after=State.LIVE), action__in=self.names)
            .annotate(next_act=Subquery(following.order_by("id").values("action")[:1]))
            # Spelled out: `NOT (NULL = 'undo')` is no truth in SQL.
            .filter(Q(next_act=None) | ~Q(next_act=Action.UNDO))
            .order_by("id")
        )


_sources: dict[str, FactSource] = {}


def register_fact_sources(*sources: type[FactSource]) -> None:
    for source in sources:
        _sources[source.model._meta.label_lower] = source()


def fact_sources() -> dict[str, FactSource]:
    """Return {label of the model: its source}."""
    return _sources
