"""Every file field validates its uploads."""

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
#: Registers are read by uploads/spreadsheets.py and not stored, nor is anything on the style page.
UNVALIDATED = {"RegisterForm.file", "SampleForm.photo"}


def every_form(parent=forms.BaseForm):
    for form in parent.__subclasses__():
        if form.__module__.split(".")[0] in APPS:
            yield form
        yield from every_form(form)


def plain_file_fields(name, fields):
    """Return the file fields that would accept a file without validation."""
    return {
        f"{name}.{key}"
        for key, field in fields.items()
        if isinstance(field, forms.FileField) and not isinstance(field, UploadField)
    }


def test_every_form_validates_its_files():
    resolve("/")  # loads every form with the URLconf

    plain = set().union(
        *(plain_file_fields(form.__name__, form.base_fields) for form in every_form())
    )

    assert plain == UNVALIDATED


@pytest.mark.django_db
def test_the_forms_of_the_staff_site_do_too():
    request = RequestFactory().get("/")
    request.user = PersonFactory(role="administrator")

    plain = set()
    for model, adapter in admin.site._registry.items():
        if not (adapter.has_add_permission(request) or adapter.has_change_permission(request)):
            continue
        plain |= plain_file_fields(model.__name__, adapter.get_form(request).base_fields)
        for inline in adapter.get_inline_instances(request):
            plain |= plain_file_fields(model.__name__, inline.get_formset(request).form.base_fields)

    assert plain == set()


def test_no_file_is_read_without_a_form():
    """`request.FILES` is passed to forms and fields whole, never read by key."""
    reads = []
    for path in sorted(p for app in APPS for p in Path(settings.BASE_DIR, app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".FILES"):
                reads.append(f"{path.name}:{node.lineno}")

    assert reads == []
