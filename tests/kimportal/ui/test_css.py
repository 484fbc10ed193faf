"""Stylesheets, form fields, error pages and the style guide."""

import re
from pathlib import Path

import brotli
import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import get_template
from django.urls import reverse

from kimportal.moderation.states import State
from kimportal.ui.css_bundle import StylesheetFinder
from kimportal.ui.icons import ICONS
from tests.factories import PersonFactory

CSS = Path(settings.BASE_DIR) / "static" / "css"
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)\(", re.IGNORECASE)


class DeclarationForm(forms.Form):
    neutral = forms.BooleanField(label="KIM kami netral.")


class PosterForm(forms.Form):
    title = forms.CharField(label="Judul", help_text="Singkat saja.")
    kind = forms.ChoiceField(
        label="Jenis", choices=[("poster", "Poster")], widget=forms.RadioSelect, required=False
    )


def test_the_bundle_contains_every_file():
    bundle = Path(finders.find("css/site.css")).read_text()

    sources = [
        CSS / "tokens.css",
        CSS / "base.css",
        CSS / "layout.css",
        *sorted(CSS.glob("parts/*.css")),
    ]
    assert bundle == "".join(path.read_text() for path in sources)


def test_the_bundle_is_rewritten_when_it_differs(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    finder = StylesheetFinder()
    bundle = Path(finder.find("css/site.css"))
    content = bundle.read_text()
    bundle.write_text("old")

    finder.find("css/site.css")

    assert bundle.read_text() == content


def test_the_bundle_is_small():
    bundle = Path(finders.find("css/site.css")).read_bytes()

    assert len(brotli.compress(bundle)) < 11_000


def test_only_tokens_define_colours():
    others = [path for path in CSS.rglob("*.css") if path.name != "tokens.css"]

    assert {
        path.name: COLOUR.findall(path.read_text())
        for path in others
        if COLOUR.search(path.read_text())
    } == {}


def test_every_state_and_pillar_has_an_icon():
    assert {*State.values, "cerdas", "sehat", "damai"} <= set(ICONS)


def test_help_and_errors_come_before_the_input():
    html = render_crispy_form(PosterForm({"title": ""}))

    texts = ["Judul", "Singkat saja.", "Belum diisi.", "<input"]
    field = html[html.index('id="id_title_field"') :]
    assert sorted(texts, key=field.index) == texts
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'aria-invalid="true"' in field


def test_choices_are_a_fieldset_with_a_legend():
    html = render_crispy_form(PosterForm())

    assert re.search(
        r'<fieldset class="field" id="id_kind_field">\s*<legend>.*Jenis.*\(opsional\)',
        html,
        re.DOTALL,
    )


def test_errors_are_summarised_with_links():
    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(
        Context({"form": PosterForm({"title": ""})})
    )

    assert 'role="alert" tabindex="-1" autofocus' in html
    assert '<a href="#id_title">Judul: Belum diisi.</a>' in html


def test_a_missing_declaration_is_in_the_summary():
    html = render_crispy_form(DeclarationForm({}))

    assert '<a href="#id_neutral">KIM kami netral: Belum diisi.</a>' in html


def test_a_field_with_several_errors_is_one_entry():
    form = PosterForm({"title": "Saring dulu"})
    form.add_error("title", ["Terlalu pendek.", "Terlalu umum."])

    summary = get_template("parts/_error_summary.html").render({"form": form})

    assert "Ada 1 hal yang" in summary
    assert summary.count("<li>") == 1
    assert "Judul: Terlalu pendek." in summary


def test_without_errors_there_is_no_summary():
    assert "error-summary" not in render_crispy_form(PosterForm({"title": "Saring dulu"}))


@pytest.mark.django_db
def test_sign_in_uses_the_same_field_template(client):
    html = client.get(reverse("account_login")).content.decode()

    assert '<div class="field" id="id_login_field">' in html
    assert "style=" not in html


@pytest.mark.django_db
def test_the_style_guide_is_for_staff(client, sari, sign_in):
    editor = PersonFactory(role="editor")
    url = reverse("style_guide")

    assert client.get(url).status_code == 302
    assert sign_in(sari).get(url).status_code == 404
    assert sign_in(editor).get(url).status_code == 200


@pytest.mark.django_db
def test_a_404_sets_no_cookie(client):
    response = client.get("/tidak-ada/")

    assert response.status_code == 404
    assert not response.cookies
    assert "Halaman tidak ditemukan" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "has_link"), [("/anggota/tidak-ada/", True), ("/akun/x/", True), ("/x/", False)]
)
def test_a_404_of_a_private_path_links_to_the_dashboard(client, url, has_link):
    page = client.get(url).content.decode()

    assert ('href="/anggota/"' in page) == has_link


INVISIBLE_PARTS = ("draft_attributes", "draft_fields", "forget_draft", "share_picture")


@pytest.mark.django_db
def test_the_style_guide_shows_every_part(sign_in):
    parts = {f"parts/{path.name}" for path in Path(settings.BASE_DIR, "templates/parts").iterdir()}
    # Attributes, hidden fields and elements of <head>: nothing to look at.
    parts -= {f"parts/_{name}.html" for name in INVISIBLE_PARTS}

    response = sign_in(PersonFactory(role="editor")).get(reverse("style_guide"))

    assert parts - {template.name for template in response.templates} == set()
