"""The proof that an erased person is gone: every text column of every table, looked through."""

import json
from dataclasses import dataclass, field
from importlib import import_module

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

SHORTEST_NAME = 4


@dataclass(frozen=True)
class PersonalIdentifiers:
    """The words by which somebody is known. A name may be another's too; an address may not."""

    exact: frozenset
    name: str = ""

    @classmethod
    def of(cls, person):
        addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
        exact = {person.email, person.phone, *addresses} - {""}
        return cls(frozenset(exact), person.name if len(person.name) >= SHORTEST_NAME else "")


@dataclass
class ErasureReport:
    """What was looked through, and where a mark was still found: {"table.column": rows}."""

    tables: int = 0
    columns: int = 0
    sessions: int = 0
    exact: dict = field(default_factory=dict)
    named: dict = field(default_factory=dict)

    @property
    def holds(self):
        return not self.exact and not self.sessions


def text_columns():
    """(model, its columns of text): letters, search words, JSON, names of files."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    for model in apps.get_models():
        columns = [one for one in model._meta.concrete_fields if isinstance(one, kinds)]
        if columns and model._meta.managed:
            yield model, columns


def look_for(marks, person):
    """Look through the whole database for what an erased person was known by."""
    proof = ErasureReport(sessions=len(sessions_of(person)))
    for model, columns in text_columns():
        proof.tables += 1
        for column in columns:
            proof.columns += 1
            told = f"{model._meta.label}.{column.name}"
            for words, found in ((marks.exact, proof.exact), ({marks.name}, proof.named)):
                if count := rows_with(model, column.name, words - {""}):
                    found[told] = count
    return proof


def rows_with(model, column, words):
    if not words:
        return 0
    anywhere = Q()
    for word in words:
        # JSON writes a letter with an accent as an escape.
        for written in {word, json.dumps(word)[1:-1]}:
            anywhere |= Q(as_words__icontains=written)
    rows = model._base_manager.alias(as_words=Cast(column, TextField()))
    return rows.filter(anywhere).count()


def sessions_of(person):
    """Keys of stored sessions of this person; none of them opens anything any more."""
    key = str(person.pk)
    return [
        session.pk
        for session in Session.objects.iterator(chunk_size=1000)
        if session.get_decoded().get("_auth_user_id") == key
    ]


def what_stays(person):
    """(how many, what, why) of everything that is kept, told by each keeper."""
    return [
        row
        for keeper in settings.PRIVACY_PROVIDERS
        for row in import_module(keeper).retained(person)
        if row[0]
    ]
