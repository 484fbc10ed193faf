"""What allauth asks us: forms, letters, addresses."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms


class AccountAdapter(DefaultAccountAdapter):
    pass


class SignupForm(forms.Form):
    def signup(self, request, user):
        pass
