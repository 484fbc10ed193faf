from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import URLResolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import translation
from django.utils.text import slugify

from kimportal.web.normalization import normalize


def absolute_url(name, language, *args):
    """The whole address of a page in that language; never built from a request's Host."""
    with translation.override(language):
        return settings.SITE_URL + reverse(name, args=args)


def slugify_name(name, *, most, otherwise):
    """What of a name can stand in an address, at most so many letters; else `otherwise`."""
    return slugify(normalize("NFKD", name[: 4 * most]))[:most].strip("-") or otherwise


def unique_slug(item, base, reserved):
    """An address that no other thing of its kind has: kim-sukun, kim-sukun-2 …"""
    others = type(item)._base_manager.filter(slug__startswith=base).exclude(pk=item.pk)
    taken = {*reserved, *others.values_list("slug", flat=True)}
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in [base, *numbered] if slug not in taken)


class LazyURLResolver(URLResolver):
    """Addresses in a namespace of their own whose module is imported when the first is asked for.

    Django's include() imports at once, and path() with a module's name at the first reverse() of
    any name: so that what few ever ask for would be loaded by every worker and every command.
    """

    def __init__(self, route, module, *, namespace):
        pattern = RoutePattern(route, is_endpoint=False)
        super().__init__(pattern, module, app_name=namespace, namespace=namespace)

    def _populate(self):
        """Nothing is indexed here: reverse() with a namespace reads the patterns themselves."""


def redirect_to_owner(request, late):
    """To the page of the thing that shows why not, with the reason."""
    messages.info(request, str(late))
    return HttpResponseRedirect(member_url(late.item))


def member_url(item):
    return getattr(item, "own_url", "") or item.get_absolute_url()
