"""The form of one's own data, which keeps what was typed (kimportal/accounts knows no drafts)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.views import AccountEdit
from kimportal.drafts.kinds import FormKind
from kimportal.drafts.pages import KeepsDraft

ACCOUNT_FORM = FormKind("account", _("Correct my data"), lambda key: reverse("account_edit"))


class AccountForm(KeepsDraft, AccountEdit):
    draft_kind = ACCOUNT_FORM.kind
