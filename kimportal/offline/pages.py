"""The pages that a member takes along: the apps register theirs."""

from collections.abc import Callable, Iterable

from django.urls import reverse

from kimportal.accounts.models import Person

Provider = Callable[[Person], Iterable[str]]
_providers: list[Provider] = []


def register_offline_pages(provider: Provider) -> None:
    """Have the paths that `provider(person)` returns kept on the phone."""
    _providers.append(provider)


def offline_pages(person: Person) -> list[str]:
    """Return the paths to keep, each once."""
    paths = [path for provider in _providers for path in provider(person)]
    return list(dict.fromkeys([reverse("offline"), *paths]))
