"""Pages of one's own account: home, edit, download of data, erasure."""

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import TemplateView, UpdateView, View

from kimportal.accounts import member_sessions
from kimportal.accounts.forms import ErasureForm, PersonForm
from kimportal.accounts.models import CONSENT_VERSION, Person
from kimportal.audit.security_log import log_event

if TYPE_CHECKING:

    class AuthenticatedRequest(HttpRequest):
        user: Person


@method_decorator(never_cache, name="dispatch")
class AccountPage(LoginRequiredMixin, View):
    """A page about the signed-in person, never cached."""

    def get_object(self, queryset: QuerySet[Person] | None = None) -> Person:
        return Person.objects.get(pk=self.request.user.pk)  # type: ignore[misc]


class AccountHome(AccountPage, TemplateView):
    template_name = "kimportal/accounts/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.get_object()
        second_steps = Authenticator.objects.filter(user=person).exclude(type="recovery_codes")
        return super().get_context_data(
            person=person,
            consent=person.consents.order_by("-given_at").first(),
            second_steps=second_steps.count(),
            devices=person.usersession_set.count(),  # type: ignore[attr-defined]
            stays_until=member_sessions.stays_until(self.request),
            **kwargs,
        )


class AccountEdit(AccountPage, UpdateView):
    form_class = PersonForm
    template_name = "kimportal/accounts/edit.html"
    success_url = reverse_lazy("account_home")
    http_method_names = ["get", "head", "options", "post"]

    def form_valid(self, form: "ModelForm[Any]") -> HttpResponse:
        messages.success(self.request, _("Your data are saved."))
        return super().form_valid(form)


@require_safe
@never_cache
@reauthentication_required
def download(request: "AuthenticatedRequest") -> JsonResponse:
    """Send everything the portal stores about this person as JSON (UU 27/2022 PDP art. 7)."""
    log_event("data_exported", during=request)
    data = {"exported_at": timezone.now()} | request.user.export_data()
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="portal-kim-data-saya.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required
def erase(request: "AuthenticatedRequest") -> HttpResponse:
    """Explain what is erased and what stays, and erase on POST; requires recent authentication."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.user.erase(by=request.user)
        logout(request)
        return redirect("account_erased")
    context = {"form": form, "blockers": request.user.blockers()}
    return render(request, "kimportal/accounts/erase.html", context)


class AccountErased(TemplateView):
    template_name = "kimportal/accounts/erased.html"


class ConsentPage(TemplateView):
    """The current version of the text that new accounts agree to."""

    template_name = "kimportal/accounts/consent.html"
    extra_context = {
        "version": CONSENT_VERSION,
        "text": f"kimportal/accounts/consents/{CONSENT_VERSION}.html",
    }
