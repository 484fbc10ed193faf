"""The forms of a KIM and its members whose unsent input is kept."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groups.kim.steps import BY_KEY
from kimportal.drafts.kinds import SLUG_KEY, FormKind

DECLARATIONS = ("consent", "right")


def page(name):
    """Return the function that returns the URL of this page of the KIM with a slug."""
    return lambda slug: reverse(name, args=[slug])


def membership_page(key):
    """Return the URL of a membership; its key is the KIM's slug and the row's number."""
    slug, _slash, pk = key.partition("/")
    return reverse("membership", args=[slug, pk])


GROUP_FORMS = [
    FormKind("group_new", _("Register a KIM"), lambda key: reverse("group_register")),
    *(
        FormKind(
            f"group_{step}",
            BY_KEY[step].label,
            page(f"group_{step}"),
            key=SLUG_KEY,
            declared=DECLARATIONS if step == "declarations" else (),
        )
        for step in ("profile", "officers", "decree", "declarations")
    ),
    FormKind(
        "group_withdraw",
        _("Hide this KIM from the public"),
        page("group_withdraw"),
        key=SLUG_KEY,
    ),
    FormKind("invite", _("Invite by e-mail"), page("group_invite"), key=SLUG_KEY),
    FormKind(
        "membership", _("Members and officers"), membership_page, key=rf"{SLUG_KEY}/[0-9]{{1,18}}"
    ),
]
