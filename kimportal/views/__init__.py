import sys
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import AccessMixin, LoginRequiredMixin
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from django.views.static import serve

from kimportal.middleware import PRIVATE
from kimportal.models import Act, Decision
from kimportal.outages import Database, is_outage, typed, unavailable
from kimportal.rules import NotNow, NotThere
from kimportal.states import WrongState
from kimportal.style_guide import samples

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


def verb(view):
    """POST only, signed in; a second tap, losing a race or coming too late is said, not raised."""

    @login_required
    @never_cache
    @wraps(view)
    def acting(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except WrongState as error:
            return HttpResponseRedirect(said_too_late(request, error.thing))
        except NotNow as late:
            return led_to(request, late)

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method == "POST":
            return acting(request, *args, **kwargs)
        response = page_not_found(request)  # an address that only takes forms, opened by itself
        response.status_code, response["Allow"] = 405, "POST"
        return response

    return wrapped


def said_too_late(request, thing):
    """Say how it stands with a thing that was moved before; returns where to go on."""
    fresh = type(thing)._base_manager.filter(pk=thing.pk).first()
    last = Decision.objects.about(thing).filter(Q(act=Act.ERASE) | ~Q(after="")).order_by("-id")
    by_oneself = last.values_list("by", flat=True).first() == request.user.pk
    if fresh is None:
        quicker = _("Somebody was quicker: this was thrown away.")
        messages.warning(request, _("This was thrown away already.") if by_oneself else quicker)
        return reverse(settings.LOGIN_REDIRECT_URL)
    words = {"state": getattr(fresh, "member_state", "") or fresh.get_state_display()}
    if by_oneself:
        messages.info(request, _("This is “%(state)s” already; nothing more needs doing.") % words)
    else:
        quicker = _("Somebody was quicker: this is now “%(state)s”. Nothing was changed.")
        messages.warning(request, quicker % words)
    return address_for_members(fresh)


def led_to(request, late):
    """To the page of the thing that shows why not, with the reason."""
    messages.info(request, str(late))
    return HttpResponseRedirect(address_for_members(late.thing))


def address_for_members(thing):
    return getattr(thing, "own_url", "") or thing.get_absolute_url()


def is_own(request):
    """Whether this address is one of the signed-in pages."""
    return bool(PRIVATE.match(request.path_info))


def typed_in_vain(request):
    """What a form of ours told a page that is gone or closed by now: given back to be copied."""
    return typed(request) if getattr(request, "csrf_processing_done", False) else []


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    """The reason; a member who only came too late is led on, unless there are words to copy."""
    words, late = typed_in_vain(request), isinstance(exception, NotNow)
    if late and not words and not request.resolver_match.namespaces:
        return led_to(request, exception)
    context = {
        "reason": str(exception or ""),
        "typed": words,
        "instead": address_for_members(exception.thing) if late else "",
        "is_own": is_own(request),
    }
    return render(request, "403.html", context, status=403)


def csrf_failure(request, reason=""):
    request.refusal = "csrf_failed"
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    if hasattr(view, "keep_refused") and (answer := view.keep_refused(request)):
        return answer
    reason = _("This form was open too long or in another window. Go back, reload and send again.")
    context = {"reason": reason, "again": sendable_again(request), "is_own": is_own(request)}
    return render(request, "403.html", context, status=403)


def sendable_again(request):
    """The form with a new token, if the browser says that it stood on a page of ours."""
    own = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin") != own or not typed(request):
        return None
    return {"to": request.get_full_path(), "words": typed(request)}


def page_not_found(request, exception=None):
    facts = {
        "typed": typed_in_vain(request),
        "is_own": is_own(request),
        "reason": str(exception) if isinstance(exception, NotThere) else "",
    }
    return render(request, "404.html", facts, status=404)


def too_many(request):
    """What allauth answers where its limits end; the page says five minutes as well."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


def server_error(request):
    error = sys.exc_info()[1]
    if is_outage(error):
        Database.remember(error)
        return unavailable(request)
    return render(request, "500.html", {"request_id": getattr(request, "id", "")}, status=500)


@require_safe
@never_cache
def healthz(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """Database, storage and cache answer; 503 names what does not (the cache only degrades)."""
    faults = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        faults.append("database")
    try:
        default_storage.exists("readyz")
    except Exception:
        faults.append("storage")
    try:
        cache.set("readyz", 1, 5)
    except Exception:
        faults.append("cache")
    down = {"database", "storage"} & set(faults)
    return HttpResponse(
        "\n".join(faults or ["ok"]) + "\n", content_type="text/plain", status=503 if down else 200
    )


class StyleGuidePage(AccessMixin, TemplateView):
    """Every part in every state, for those who build and check the portal."""

    template_name = "kimportal/style_guide.html"

    def dispatch(self, request, *args, **kwargs):
        if not settings.DEBUG:
            if not request.user.is_authenticated:
                return self.handle_no_permission()
            if not request.user.is_staff:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | samples()


def public_file(request, path, document_root):
    """A public file on one's own machine, under the name that the link to it gives, as nginx."""
    response = serve(request, path, document_root)
    del response["Content-Disposition"]
    return response
