from kimportal.uploads.perceptual_hash import distance

#: Bits of 256 that may differ between pictures worth a second look (kimportal.uploads).
MAX_DISTANCE = 60
#: Only the newest are compared: those are submitted twice.
MAX_COMPARED = 2000
MAX_PAIRS = 5


def similar_photos(own, others, *related):
    """Return up to MAX_PAIRS pairs (a photo of `own`, a similar photo of the newest `others`)."""
    own = [row for row in own if row.perceptual_hash]
    nearest = _nearest(own, others) if own else {}
    rows = others.select_related(*related).in_bulk(nearest) if nearest else {}
    return [(nearest[key], rows[key]) for key in nearest if key in rows]


def _nearest(own, others):
    """Return {key of another photo: the most similar of ours}."""
    nearest = {}
    newest = others.exclude(perceptual_hash="").order_by("-pk")
    for key, value in newest.values_list("pk", "perceptual_hash")[:MAX_COMPARED]:
        bits, photo = min(((distance(row.perceptual_hash, value), row) for row in own), key=_first)
        if bits <= MAX_DISTANCE:
            nearest[key] = photo
        if len(nearest) == MAX_PAIRS:
            break
    return nearest


def _first(pair):
    return pair[0]
