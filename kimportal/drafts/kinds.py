"""The kinds of forms whose unsent input is kept.

The app of a form registers its kind when it starts (`campaigns/apps.py`, `groups/apps.py`); the
form's page is a `KeepsDraft` (kimportal/drafts/pages.py).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.functional import Promise

if TYPE_CHECKING:
    from kimportal.accounts.models import Person
    from kimportal.drafts.models import FormDraft

UUID_KEY = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SLUG_KEY = r"[-\w]{1,120}"


@dataclass(frozen=True)
class FormKind:
    """A kind of form. A form's name is "<kind>:<key>"; the key says what it is about."""

    kind: str
    label: str | Promise
    #: Return the URL on which the form with this key is opened again.
    page: Callable[[str], str]
    #: Regular expression of a key.
    key: str = ""
    #: Fields that must be declared anew each time, so they are not stored.
    declared: Iterable[str] = ()
    #: Store the files of an unsent form and return their keys; raise Http404 for a stranger.
    store_files: "Callable[[HttpRequest, Person, str], Iterable[str]] | None" = None
    #: Delete the files stored with a draft.
    clean_up: "Callable[[FormDraft], Any] | None" = None
    #: Return whether the form of this request was taken before, as far as only the app knows.
    was_sent: Callable[[HttpRequest], bool] | None = None
    #: Return where "Keep for later" and "Delete this text" lead; by default to the form's page.
    after_keeping: Callable[[str], str] | None = None


_kinds: dict[str, FormKind] = {}


def register_forms(*kinds: FormKind) -> None:
    _kinds.update({kind.kind: kind for kind in kinds})


def registered_forms() -> list[FormKind]:
    return list(_kinds.values())


def kind_of(form: str) -> FormKind | None:
    """Return the kind of the form with this name, or None if there is no such form."""
    name, _colon, key = form.partition("#")[0].partition(":")
    kind = _kinds.get(name)
    return kind if kind and re.fullmatch(kind.key, key) else None
