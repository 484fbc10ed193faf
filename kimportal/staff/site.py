from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.accounts.staff_sessions import SessionStatus, session_status

HOUSE = {"kimportal", "groups", "campaigns"}


class StaffSite(admin.AdminSite):
    """The staff site: signed in through allauth with its limits, and a second step every time."""

    site_title = site_header = gettext_lazy("Staff site")
    index_title = gettext_lazy("All tables")
    empty_value_display = "–"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only the house's own tables: a library's hold secrets and ask none of our rules."""
        if admin_class and admin_class.__module__.partition(".")[0] in HOUSE:
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_staff

    def login(self, request, extra_context=None):
        """No form of its own: says what is missing and leads there, then back."""
        wanted = wanted_page(request)
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        match session_status(request, request.user):
            case SessionStatus.VALID:
                return redirect(wanted)
            case SessionStatus.NOT_STAFF:
                raise Http404
            case SessionStatus.EXPIRED:
                logout(request)
                messages.info(request, _("Staff sign in anew after twelve hours."))
                return redirect_to_login(wanted)
            case SessionStatus.IDLE:
                messages.info(request, _("You were away for half an hour. Please confirm."))
        return self.ask_again(request, wanted)

    def ask_again(self, request, wanted):
        """The second step now; who has none yet is told how to get one."""
        person = request.user
        if is_mfa_enabled(person, [Authenticator.Type.TOTP]):
            step = "mfa_reauthenticate"
        elif is_mfa_enabled(person, [Authenticator.Type.WEBAUTHN]):
            step = "mfa_reauthenticate_webauthn"
        elif session_status(request, person) is SessionStatus.IDLE:
            step = "account_reauthenticate"
        else:
            return render(
                request, "kimportal/accounts/staff_second_step.html", {"wanted": wanted}, status=403
            )
        return redirect(f"{reverse(step)}?{urlencode({'next': wanted})}")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def get_urls(self):
        """The queue and its neighbours come first; Django's list of tables moves next door. Its
        `view_on_site` asks no rule of ours, so it has no address."""
        return [
            # By name, since those pages build upon the whole house and this site.
            path("", include("kimportal.staff.urls")),
            path("tables/", self.admin_view(self.index), name="tables"),
            *(one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"),
        ]


def wanted_page(request):
    """The page of ours that was asked for; the queue when it is none of ours."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted != request.path else reverse("admin:index")
