"""What the campaigns hold about a person: told on request, forgotten on erasure."""

from campaigns.models import Typed


def tell(person):
    return {
        "unsent_words": list(Typed.objects.filter(person=person).values("form", "values", "at"))
    }


def forget(person):
    Typed.objects.filter(person=person).delete()


def left_behind(person):
    return []
