"""Sign-in by a code sent to the email address: for members, as an equal to the password.

allauth's views, in constant time: neither response nor response time reveals an account.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from kimportal.accounts import constant_time, member_sessions
from kimportal.accounts.forms import RequestLoginCodeForm


class RequestCode(RequestLoginCodeView):
    def form_valid(self, form: RequestLoginCodeForm) -> HttpResponse:
        with constant_time.constant_time(self.request):
            member_sessions.choose(self.request, stay=form.cleaned_data["stay_signed_in"])
            if form.staff_email:
                login_url = settings.SITE_URL + reverse("account_login")
                get_adapter().send_mail(
                    "account/email/login_code_for_staff",
                    form.staff_email,
                    {"login_url": login_url},
                )
            return super().form_valid(form)


class ConfirmCode(ConfirmLoginCodeView):
    def _resend_form_valid(self, form: Any) -> HttpResponse:
        with constant_time.constant_time(self.request):
            return super()._resend_form_valid(form)
