from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import InvalidTransition
from kimportal.web.error_pages import page_not_found
from kimportal.web.links import member_url, redirect_to_owner
from kimportal.web.permissions import StaleAction


def post_action(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view of one verb: POST only, signed in.

    Who taps twice, loses a race or comes too late gets a message and a redirect, not an error.
    """

    @login_required
    @never_cache
    @wraps(view)
    def act(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except InvalidTransition as error:
            return HttpResponseRedirect(already_handled_redirect(request, error.item))
        except StaleAction as error:
            return redirect_to_owner(request, error)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            return act(request, *args, **kwargs)
        response = page_not_found(request)  # somebody opened the URL of a form by itself
        response.status_code, response["Allow"] = 405, "POST"
        return response

    return wrapped


def already_handled_redirect(request: HttpRequest, item: Model) -> str:
    """Tell the state of an item that was handled before, and return where to go on."""
    request.nothing_changed = True  # type: ignore[attr-defined]  # DraftMiddleware keeps the words
    fresh: Any = type(item)._base_manager.filter(pk=item.pk).first()
    last = (
        AuditEvent.objects.about(item).filter(Q(action=Action.ERASE) | ~Q(after="")).order_by("-id")
    )
    by_same_person = last.values_list("by", flat=True).first() == request.user.pk
    if fresh is None:
        by_other = _("Somebody was quicker: this was thrown away.")
        messages.warning(
            request, _("This was thrown away already.") if by_same_person else by_other
        )
        return reverse(settings.LOGIN_REDIRECT_URL)
    context = {"state": fresh.member_state}
    if by_same_person:
        messages.info(
            request, _("This is “%(state)s” already; nothing more needs doing.") % context
        )
    else:
        by_other = _("Somebody was quicker: this is now “%(state)s”. Nothing was changed.")
        messages.warning(request, by_other % context)
    return member_url(fresh)
