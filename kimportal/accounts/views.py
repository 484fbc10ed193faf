"""One's own account: see it, mend it, take it along, leave."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import TemplateView, UpdateView

from kimportal.accounts.forms import ErasureForm, PersonForm
from kimportal.accounts.models import CONSENT_VERSION, Person
from kimportal.audit.security_log import log_event


@method_decorator(never_cache, name="dispatch")
class AccountPage(LoginRequiredMixin):
    """A page about the one who asks, for nobody's cache."""

    def get_object(self, queryset=None):
        return Person.objects.get(pk=self.request.user.pk)


class AccountHome(AccountPage, TemplateView):
    template_name = "kimportal/accounts/home.html"

    def get_context_data(self, **kwargs):
        person = self.get_object()
        return super().get_context_data(
            person=person,
            consent=person.consents.order_by("-given_at").first(),
            second_steps=person.authenticator_set.exclude(type="recovery_codes").count(),
            devices=person.usersession_set.count(),
            **kwargs,
        )


class AccountEdit(AccountPage, UpdateView):
    form_class = PersonForm
    template_name = "kimportal/accounts/edit.html"
    success_url = reverse_lazy("account_home")
    http_method_names = ["get", "head", "options", "post"]

    def form_valid(self, form):
        messages.success(self.request, _("Your data are saved."))
        return super().form_valid(form)


@require_safe
@never_cache
@reauthentication_required
def download(request):
    """Everything the portal holds about the one who asks (UU 27/2022 PDP art. 7)."""
    log_event("told", during=request)
    told = {"told_at": timezone.now()} | request.user.told()
    response = JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="portal-kim-data-saya.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required
def erase(request):
    """Leave: what goes and what stays is said first; the password was asked again just now."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.user.erase(by=request.user)
        logout(request)
        return redirect("account_erased")
    context = {"form": form, "blockers": request.user.blockers()}
    return render(request, "kimportal/accounts/erase.html", context)


class AccountErased(TemplateView):
    """Said to nobody in particular: the account is gone."""

    template_name = "kimportal/accounts/erased.html"


class ConsentPage(TemplateView):
    """The text that new accounts agree to, in the version that is in force."""

    template_name = "kimportal/accounts/consent.html"
    extra_context = {
        "version": CONSENT_VERSION,
        "text": f"kimportal/accounts/consents/{CONSENT_VERSION}.html",
    }
