from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import InvalidTransition
from kimportal.web.error_pages import page_not_found
from kimportal.web.links import member_url, redirect_to_owner
from kimportal.web.permissions import StaleAction


def post_action(view):
    """POST only, signed in; a second tap, losing a race or coming too late is said, not raised."""

    @login_required
    @never_cache
    @wraps(view)
    def acting(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except InvalidTransition as error:
            return HttpResponseRedirect(already_handled_redirect(request, error.item))
        except StaleAction as late:
            return redirect_to_owner(request, late)

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method == "POST":
            return acting(request, *args, **kwargs)
        response = page_not_found(request)  # an address that only takes forms, opened by itself
        response.status_code, response["Allow"] = 405, "POST"
        return response

    return wrapped


def already_handled_redirect(request, item):
    """Say how it stands with a thing that was moved before; returns where to go on."""
    fresh = type(item)._base_manager.filter(pk=item.pk).first()
    last = (
        AuditEvent.objects.about(item).filter(Q(action=Action.ERASE) | ~Q(after="")).order_by("-id")
    )
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
    return member_url(fresh)
