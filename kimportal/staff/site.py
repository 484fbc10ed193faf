from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.accounts.staff_sessions import SessionStatus, session_status

OWN_APPS = {"kimportal", "groups", "campaigns"}


class StaffSite(admin.AdminSite):
    """The admin site: sign-in through allauth with its rate limits, and a second factor."""

    site_title = site_header = gettext_lazy("Staff site")
    index_title = gettext_lazy("All tables")
    empty_value_display = "–"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register only our own models.

        Third-party admins bypass our permission rules and may expose secrets.
        """
        if admin_class and admin_class.__module__.partition(".")[0] in OWN_APPS:
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_staff

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the sign-in step that is missing, and from there back."""
        next_url = get_next_url(request)
        if not request.user.is_authenticated:
            return redirect_to_login(next_url)
        match session_status(request, request.user):
            case SessionStatus.VALID:
                return redirect(next_url)
            case SessionStatus.NOT_STAFF:
                raise Http404
            case SessionStatus.EXPIRED:
                logout(request)
                messages.info(request, _("Staff sign in anew after twelve hours."))
                return redirect_to_login(next_url)
            case SessionStatus.IDLE:
                messages.info(request, _("You were away for half an hour. Please confirm."))
        return self.ask_second_factor(request, next_url)

    def ask_second_factor(self, request: Any, next_url: str) -> HttpResponse:
        """Redirect to the second factor; who has none yet reads how to set one up."""
        person = request.user
        if is_mfa_enabled(person, [Authenticator.Type.TOTP]):
            step = "mfa_reauthenticate"
        elif is_mfa_enabled(person, [Authenticator.Type.WEBAUTHN]):
            step = "mfa_reauthenticate_webauthn"
        elif session_status(request, person) is SessionStatus.IDLE:
            step = "account_reauthenticate"
        else:
            return render(
                request,
                "kimportal/accounts/staff_second_step.html",
                {"next_url": next_url},
                status=403,
            )
        return redirect(f"{reverse(step)}?{urlencode({'next': next_url})}")

    def password_change(  # type: ignore[override]  # no TemplateResponse, but a redirect
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Put our own pages first and Django's index under tables/.

        Django's `view_on_site` is left out: it checks none of our permission rules.
        """
        return [
            # By name, since those pages import this site.
            path("", include("kimportal.staff.urls")),
            path("tables/", self.admin_view(self.index), name="tables"),
            *(
                url
                for url in super().get_urls()
                if getattr(url.pattern, "name", None) != "view_on_site"
            ),
        ]


def get_next_url(request: HttpRequest) -> str:
    """Return the page of this portal in `?next=`; the queue if it is none."""
    url = request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_safe and url != request.path else reverse("admin:index")
