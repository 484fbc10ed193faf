"""Filters by region code; codes nest: 35 > 35.73 > 35.73.01."""

from collections.abc import Iterable

from django.db.models import Q


def below(code: str, *, field: str = "region__code") -> Q:
    """Return the condition that a row's region is this one or lies in it."""
    return Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})


def within_any(codes: Iterable[str], *, field: str = "region__code") -> Q:
    """Return the condition that a row lies in any of these regions; none: the whole country."""
    if not codes:
        return Q()
    condition = Q()
    for code in codes:
        condition |= below(code, field=field)
    return condition
