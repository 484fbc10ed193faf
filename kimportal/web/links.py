"""URLs, slugs and redirects to the page of an object."""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import URLResolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kimportal.web.normalization import normalize
from kimportal.web.permissions import StaleAction

#: Encoded characters. Web servers refuse a line of more than 8 KB, and WhatsApp's gets cookies too.
MAX_WHATSAPP_TEXT = 7000


def absolute_url(name: str, language: str, *args: Any) -> str:
    """Return the absolute URL of a page in `language`, on SITE_URL's host."""
    with translation.override(language):
        return settings.SITE_URL + reverse(name, args=args)


def whatsapp_url(text: str, more: str = "") -> str:
    """Return the link that opens WhatsApp with this text, to be sent to whom the reader chooses.

    A longer text than a link can carry ends after a whole paragraph, with `more`, the address of
    the rest.
    """
    if len(quote(text)) > MAX_WHATSAPP_TEXT:
        end = _("Read the whole text: %s") % more
        room = MAX_WHATSAPP_TEXT - len(quote(f"\n\n{end}"))
        kept, *paragraphs = text.split("\n\n")
        for paragraph in paragraphs:
            if len(quote(f"{kept}\n\n{paragraph}")) > room:
                break
            kept += f"\n\n{paragraph}"
        while len(quote(kept)) > room:
            kept = kept[: len(kept) * room // len(quote(kept))].rstrip()
        text = f"{kept}\n\n{end}"
    return f"https://wa.me/?text={quote(text)}"


def slugify_name(name: str, *, max_length: int, default: str) -> str:
    """Return the slug of a name, at most `max_length` characters, or `default` if it is empty."""
    return slugify(normalize("NFKD", name[: 4 * max_length]))[:max_length].strip("-") or default


def unique_slug(obj: Model, base: str, reserved: Collection[str]) -> str:
    """Return a slug that no other row of the model has: kim-sukun, kim-sukun-2 …"""
    others = type(obj)._base_manager.filter(slug__startswith=base).exclude(pk=obj.pk)
    taken = {*reserved, *others.values_list("slug", flat=True)}
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in [base, *numbered] if slug not in taken)


class LazyURLResolver(URLResolver):
    """URLs in a namespace of their own whose module is imported at their first request.

    Django's include() imports at once, and path() with a module's name at the first reverse() of
    any name, so every worker and command would load what few requests need.
    """

    def __init__(self, route: str, module: str, *, namespace: str) -> None:
        pattern = RoutePattern(route, is_endpoint=False)
        super().__init__(pattern, module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        """Index nothing: reverse() with a namespace reads the patterns themselves."""


def redirect_to_owner(request: HttpRequest, stale_action: StaleAction) -> HttpResponseRedirect:
    """Redirect to the members' page of the object, with the reason as a message."""
    request.nothing_changed = True  # type: ignore[attr-defined]  # DraftMiddleware keeps the words
    messages.info(request, str(stale_action))
    return HttpResponseRedirect(member_url(stale_action.obj))


def member_url(obj: Any) -> str:
    """Return the URL of the page that the submitters of a moderated object see."""
    return obj.own_url
