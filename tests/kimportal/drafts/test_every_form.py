"""Every form without JavaScript: what the server receives too late comes back in the form."""

import lxml.html
import pytest
from django.test import Client

from kimportal.drafts.models import FormDraft
from tests.kimportal.drafts.every_form import FORMS, NOTHING_KEPT

pytestmark = pytest.mark.django_db
#: How the form was opened, and what is declared anew.
OPENED = {"csrfmiddlewaretoken", "key", "form", "whose", "restored", "draft_about", "neutrality"}


def form_in(page):
    [form] = lxml.html.fromstring(page.content.decode()).xpath("//form[@data-draft]")
    return form


def fill(form):
    """Answer each field as a person would, with other words than it holds."""
    for field in form.xpath(".//input | .//select | .//textarea"):
        name, kind = field.get("name"), field.get("type")
        if not name or field.get("disabled") is not None or name.startswith("region"):
            continue
        if field.tag == "select":
            field.value = field.value_options[-1]
        elif field.tag == "textarea":
            field.value = f"Ditulis lama: {name}"
        elif kind == "checkbox":
            field.checked = not field.checked
        elif kind == "radio":  # the last of them
            for other in form.xpath(f".//input[@name='{name}']"):
                other.checked = other is field
        elif kind not in ("hidden", "file", "submit"):
            field.value = f"Ditulis lama: {name}"


def values(form):
    """Return what the form would send; lxml leaves the line break that begins a text area."""
    sent = form.form_values()
    return sorted((name, value.lstrip("\n")) for name, value in sent if name not in OPENED)


@pytest.mark.parametrize("loss", ["the session has ended", "the token is outdated", "both"])
@pytest.mark.parametrize("kind", sorted(set(FORMS) - NOTHING_KEPT))
def test_what_arrives_too_late_comes_back_in_the_form(kind, loss, world, sign_in):
    url = FORMS[kind](world)
    form = form_in(sign_in(world.officer).get(url))
    fill(form)
    late = Client(enforce_csrf_checks=loss != "the session has ended")
    if loss == "the token is outdated":
        late.cookies = sign_in(world.officer).cookies
    sent = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)

    answer = late.post(form.action or url, sent, follow=True)
    again = form_in(sign_in(world.officer).get(FormDraft.objects.get().page))

    assert "Yang Anda ketik aman" in answer.content.decode()
    assert values(again) == values(form)
