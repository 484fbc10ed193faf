"""Answers of permission rules: True, or a Denied that carries its reason."""

from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise


class Denied:
    """Refusal by a rule with its reason; falsy, and its string is the reason.

    A template must be given the reason as text, since `{% if %}` hides a falsy object. `of` is the
    object whose state is the reason, if it is not the person: require_permission() then raises
    StaleAction, and a second tap leads to that object's page instead of to an error.
    """

    def __init__(self, reason: str | Promise, *, of: Any = None) -> None:
        self.reason, self.of = reason, of

    def __bool__(self) -> Literal[False]:
        return False

    def __str__(self) -> str:
        return str(self.reason)


class StaleAction(PermissionDenied):
    """The state of `obj` no longer allows the action: a second tap, or a page left open."""

    def __init__(self, reason: str, obj: Any) -> None:
        self.obj = obj
        super().__init__(reason)


class NotFoundWithReason(Http404):
    """A 404 whose page says what happened to the object and what to do."""


def require_permission(answer: bool | Denied) -> None:
    """Raise PermissionDenied with the rule's reason, or StaleAction, unless it answered True."""
    if not answer:
        obj = answer.of if isinstance(answer, Denied) else None
        raise StaleAction(str(answer), obj) if obj else PermissionDenied(str(answer))
