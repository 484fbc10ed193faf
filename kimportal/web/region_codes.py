from django.db.models import Q


def below(code, *, field="region__code"):
    """Rows whose region is this one or lies in it; codes nest as 35 > 35.73 > 35.73.01."""
    return Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})


def within_any(codes, *, field="region__code"):
    """Rows that lie in any of these regions; no code at all means the whole country."""
    if not codes:
        return Q()
    anywhere = Q()
    for code in codes:
        anywhere |= below(code, field=field)
    return anywhere
