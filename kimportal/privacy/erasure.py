"""Proof that a person is erased: search every text column of every table."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from kimportal.accounts.models import Person

#: Names shorter than this occur in too many other words.
MIN_NAME_LENGTH = 4


@dataclass(frozen=True)
class PersonalIdentifiers:
    """Texts that identify a person. Another person may have the same name, but not the rest."""

    exact: frozenset[str]
    name: str = ""

    @classmethod
    def of(cls, person: Person) -> "PersonalIdentifiers":
        addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
        exact = {person.email, person.phone, *addresses} - {""}
        return cls(frozenset(exact), person.name if len(person.name) >= MIN_NAME_LENGTH else "")


@dataclass
class ErasureReport:
    """What was searched, and {"table.column": rows} of what still identifies the person."""

    tables: int = 0
    columns: int = 0
    sessions: int = 0
    exact: dict[str, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Return whether nothing but perhaps the name is left."""
        return not self.exact and not self.sessions


def text_columns() -> Iterator[tuple[type[models.Model], Sequence[models.Field]]]:
    """Yield each model with its columns of text, JSON and file names."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    for model in apps.get_models():
        columns = [column for column in model._meta.concrete_fields if isinstance(column, kinds)]
        if columns and model._meta.managed:
            yield model, columns


def search_database(identifiers: PersonalIdentifiers, person: Person) -> ErasureReport:
    """Search the whole database for what identifies a person."""
    report = ErasureReport(sessions=len(sessions_of(person)))
    for model, columns in text_columns():
        report.tables += 1
        for column in columns:
            report.columns += 1
            label = f"{model._meta.label}.{column.name}"
            if count := count_rows(model, column.name, identifiers.exact):
                report.exact[label] = count
            if count := count_rows(model, column.name, {identifiers.name} - {""}):
                report.named[label] = count
    return report


def count_rows(model: type[models.Model], column: str, texts: Iterable[str]) -> int:
    """Return how many rows contain any of these texts in this column."""
    if not texts:
        return 0
    condition = Q()
    for text in texts:
        # JSON escapes accented characters.
        for spelling in {text, json.dumps(text)[1:-1]}:
            condition |= Q(as_text__icontains=spelling)
    rows = model._base_manager.alias(as_text=Cast(column, TextField()))
    return rows.filter(condition).count()


def sessions_of(person: Person) -> list[str]:
    """Return the keys of this person's stored sessions."""
    key = str(person.pk)
    return [
        session.pk
        for session in Session.objects.iterator(chunk_size=1000)
        if session.get_decoded().get("_auth_user_id") == key
    ]


def retained_data(person: Person) -> list[tuple[int, str, Any]]:
    """Return (count, what, reason) of everything that is kept, by every privacy provider."""
    return [
        row
        for path in settings.PRIVACY_PROVIDERS
        for row in import_module(path).retained(person)
        if row[0]
    ]
