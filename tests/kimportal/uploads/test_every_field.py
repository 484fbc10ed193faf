"""No file comes into the portal by another way than the gate."""

import ast
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.test import RequestFactory
from django.urls import resolve

from kimportal.uploads.fields import UploadField
from tests.factories import PersonFactory

APPS = ("kimportal", "groups", "campaigns")
#: A register is read by uploads/sheets.py and not kept; the style page keeps nothing at all.
OTHERS = {"RegisterForm.file", "SampleForm.photo"}


def every_form(parent=forms.BaseForm):
    for form in parent.__subclasses__():
        if form.__module__.split(".")[0] in APPS:
            yield form
        yield from every_form(form)


def bare(name, fields):
    """The file fields that would take a file as it is."""
    return {
        f"{name}.{key}"
        for key, field in fields.items()
        if isinstance(field, forms.FileField) and not isinstance(field, UploadField)
    }


def test_every_form_takes_files_through_the_gate():
    resolve("/")  # every form is loaded with the addresses

    found = set().union(*(bare(form.__name__, form.base_fields) for form in every_form()))

    assert found == OTHERS


@pytest.mark.django_db
def test_the_staff_site_s_own_forms_do_too():
    request = RequestFactory().get("/")
    request.user = PersonFactory(role="administrator")

    found = set()
    for model, adapter in admin.site._registry.items():
        if not (adapter.has_add_permission(request) or adapter.has_change_permission(request)):
            continue
        found |= bare(model.__name__, adapter.get_form(request).base_fields)
        for inline in adapter.get_inline_instances(request):
            found |= bare(model.__name__, inline.get_formset(request).form.base_fields)

    assert found == set()


def test_nothing_reads_a_sent_file_beside_its_form():
    """`request.FILES` is handed to forms and fields; `.read()` on it would be a side door."""
    reads = []
    for path in sorted(p for app in APPS for p in Path(settings.BASE_DIR, app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".FILES"):
                reads.append(f"{path.name}:{node.lineno}")

    assert reads == []
