from kimportal.uploads.renditions import distance

#: Bits of 256 that may differ between pictures worth a second look (kimportal.uploads).
ALIKE = 60
#: Only the newest are compared: those are what gets sent in twice.
COMPARED = 2000
MOST = 5


def pictures_alike(own, others, *related):
    """Up to MOST rows among the newest `others` whose fingerprint is near one of `own`."""
    newest = others.exclude(fingerprint="").order_by("-pk")
    marks = newest.values_list("pk", "fingerprint")[:COMPARED]
    near = [pk for pk, mark in marks if any(distance(one, mark) <= ALIKE for one in own)][:MOST]
    return others.filter(pk__in=near).select_related(*related) if near else []
