"""The official message that members find on their home page today."""

from django.utils import timezone

from campaigns.materials.models.material import Material

#: Without a new one, these newest messages take turns, a day each.
TAKING_TURNS = 14


def todays_message():
    """Return the official material of today, loaded for passing it on, or None."""
    today = timezone.localdate()
    official = Material.objects.listed().official().filter(language__slug="id").newest_first()
    newest = list(official.values_list("pk", "published_at")[:TAKING_TURNS])
    if not newest:
        return None
    key, published_at = newest[0]
    if not was_published_on(today, published_at):
        key = newest[today.toordinal() % len(newest)][0]
    return Material.objects.for_page().get(pk=key)


def was_published_on(day, published_at):
    return timezone.localdate(published_at) == day
