from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.static import serve

# Kept and shown stale for 50 s together: what is approved or withdrawn is seen within a minute.
PUBLIC_CACHE = {
    "public": True,
    "max_age": 0,
    "s_maxage": 30,
    "stale_while_revalidate": 20,
    "stale_if_error": 86400,
}


class PublicPage:
    """A page for everyone: GET only, no session, no cookie, cacheable by any proxy for 30 s."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code in (200, 404, 410):
            patch_cache_control(response, **PUBLIC_CACHE)
        return response


@method_decorator(never_cache, name="dispatch")
class MemberPage(LoginRequiredMixin):
    """A page for someone signed in; nobody's cache keeps it."""

    # Without PUT, which Django's form views take for a POST.
    http_method_names = ["get", "head", "post", "options"]


def public_file(request, path, document_root):
    """A public file on one's own machine, under the name that the link to it gives, as nginx."""
    response = serve(request, path, document_root)
    del response["Content-Disposition"]
    return response
