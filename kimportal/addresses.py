from django.conf import settings
from django.urls import URLResolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import translation


def address(name, language, *args):
    """The whole address of a page in that language; never built from a request's Host."""
    with translation.override(language):
        return settings.SITE_URL + reverse(name, args=args)


class Later(URLResolver):
    """Addresses in a namespace of their own whose module is imported when the first is asked for.

    Django's include() imports at once, and path() with a module's name at the first reverse() of
    any name: so that what few ever ask for would be loaded by every worker and every command.
    """

    def __init__(self, route, module, *, namespace):
        pattern = RoutePattern(route, is_endpoint=False)
        super().__init__(pattern, module, app_name=namespace, namespace=namespace)

    def _populate(self):
        """Nothing is indexed here: reverse() with a namespace reads the patterns themselves."""
