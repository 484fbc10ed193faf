"""Base classes of public pages and members' pages."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View
from django.views.static import serve

if TYPE_CHECKING:
    ViewMixin = View
else:  # a mixin goes in front of any view class, so at run time it has no base
    ViewMixin = object

# At most 50 s old: an approval or withdrawal is visible within a minute.
PUBLIC_CACHE = {
    "public": True,
    "max_age": 0,
    "s_maxage": 30,
    "stale_while_revalidate": 20,
    "stale_if_error": 86400,
}


class PublicPage(ViewMixin):
    """A page for everyone: GET only, no session, no cookie, cacheable by any proxy for 30 s."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code in (200, 404, 410):
            patch_cache_control(response, **PUBLIC_CACHE)
        return response


@method_decorator(never_cache, name="dispatch")
class MemberPage(LoginRequiredMixin):
    """A page for signed-in people; never cached."""

    # Without PUT, which Django's form views treat as POST.
    http_method_names = ["get", "head", "post", "options"]


def public_file(request: HttpRequest, path: str, document_root: str) -> HttpResponseBase:
    """Serve a public file in development; like nginx, without a name of its own."""
    response = serve(request, path, document_root)
    del response["Content-Disposition"]
    return response
