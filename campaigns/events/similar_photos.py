from kimportal.uploads.perceptual_hash import distance

#: Bits of 256 that may differ between pictures worth a second look (kimportal.uploads).
ALIKE = 60
#: Only the newest are compared: those are what gets sent in twice.
COMPARED = 2000
MOST = 5


def pictures_alike(own, others, *related):
    """Up to MOST pairs (one of `own`, the row of the newest `others` that looks like it)."""
    own = [row for row in own if row.fingerprint]
    near = _near(own, others) if own else {}
    rows = others.select_related(*related).in_bulk(near) if near else {}
    return [(near[key], rows[key]) for key in near if key in rows]


def _near(own, others):
    """{key of another: the nearest of ours}."""
    found = {}
    newest = others.exclude(fingerprint="").order_by("-pk")
    for key, mark in newest.values_list("pk", "fingerprint")[:COMPARED]:
        far, mine = min(((distance(row.fingerprint, mark), row) for row in own), key=_first)
        if far <= ALIKE:
            found[key] = mine
        if len(found) == MOST:
            break
    return found


def _first(pair):
    return pair[0]
