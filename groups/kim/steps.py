"""The steps of a registration, and the page on which a field is edited."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from groups.kim.models import Group


@dataclass(frozen=True)
class Step:
    key: str
    label: str
    url_name: str
    fields: tuple = ()


STEPS = (
    Step(
        "profile",
        _("The group"),
        "group_profile",
        (
            "name region founded about activity_basis logo address kim_id_number contact_name "
            "contact_phone contact_email website instagram facebook youtube tiktok"
        ).split(),
    ),
    Step("officers", _("Officers"), "group_officers", ("officers",)),
    Step(
        "decree",
        _("Decree (SK)"),
        "group_decree",
        (
            "decree_number decree_date decree_signer_role decree_signer_name decree_valid_until "
            "decree_file"
        ).split(),
    ),
    Step("declarations", _("Declarations"), "group_declarations", ("declarations",)),
    Step("check", _("Check and send"), "group_check"),
)
BY_KEY = {step.key: step for step in STEPS}


def label_of(name):
    """Return the label of a field, or of a step that is not a field."""
    if name in ("officers", "declarations"):
        return BY_KEY[name].label
    return capfirst(Group._meta.get_field(name).verbose_name)


def step_of(field):
    """Return the step that has this field, or None."""
    return next((step for step in STEPS if field in step.fields), None)


def edit_url(group, field):
    """Return the address of the step that has this field, at the field itself."""
    step = step_of(field)
    if step is None:
        return reverse("group_check" if group.is_editable else "group_profile", args=[group.slug])
    anchor = f"#id_{field}_field" if len(step.fields) > 1 else ""
    return reverse(step.url_name, args=[group.slug]) + anchor


def step_list(group, current):
    """Return a dict for each step with its address and state, for parts/_steps.html."""
    missing = set(group.missing_fields)
    states = ["todo" if missing & set(step.fields) else "done" for step in STEPS[:-1]]
    states.append("done" if not group.is_editable else "todo")
    return [
        {
            "key": step.key,
            "label": step.label,
            "url": reverse(step.url_name, args=[group.slug]),
            "state": "here" if step.key == current else state,
            "missing": [label_of(name) for name in step.fields if name in missing],
        }
        for step, state in zip(STEPS, states, strict=True)
    ]


def step_number(key):
    return [step.key for step in STEPS].index(key) + 1


def step_after(key):
    """Return the step that follows."""
    return STEPS[step_number(key)]
