"""The stylesheet is one light file, its colours come from one place, and fields are drawn once."""

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


class PromiseForm(forms.Form):
    neutral = forms.BooleanField(label="KIM kami netral.")


class PosterForm(forms.Form):
    title = forms.CharField(label="Judul", help_text="Singkat saja.")
    kind = forms.ChoiceField(
        label="Jenis", choices=[("poster", "Poster")], widget=forms.RadioSelect, required=False
    )


def test_one_stylesheet_holds_every_piece():
    sheet = Path(finders.find("css/site.css")).read_text()

    pieces = [
        CSS / "tokens.css",
        CSS / "base.css",
        CSS / "layout.css",
        *sorted(CSS.glob("parts/*.css")),
    ]
    assert sheet == "".join(piece.read_text() for piece in pieces)


def test_the_stylesheet_follows_its_pieces(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    finder = StylesheetFinder()
    joined = Path(finder.find("css/site.css"))
    fresh = joined.read_text()
    joined.write_text("old")

    finder.find("css/site.css")

    assert joined.read_text() == fresh


def test_the_stylesheet_is_light_on_a_village_line():
    sheet = Path(finders.find("css/site.css")).read_bytes()

    assert len(brotli.compress(sheet)) < 11_000


def test_only_tokens_hold_colours():
    others = [path for path in CSS.rglob("*.css") if path.name != "tokens.css"]

    assert {
        path.name: COLOUR.findall(path.read_text())
        for path in others
        if COLOUR.search(path.read_text())
    } == {}


def test_every_state_and_pillar_has_a_drawing():
    assert {*State.values, "cerdas", "sehat", "damai"} <= set(ICONS)


def test_a_field_says_its_help_and_fault_before_the_input():
    html = render_crispy_form(PosterForm({"title": ""}))

    words = ["Judul", "Singkat saja.", "Belum diisi.", "<input"]
    field = html[html.index('id="id_title_field"') :]
    assert sorted(words, key=field.index) == words
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'aria-invalid="true"' in field


def test_choices_are_a_fieldset_with_a_legend():
    html = render_crispy_form(PosterForm())

    assert re.search(
        r'<fieldset class="field" id="id_kind_field">\s*<legend>.*Jenis.*\(opsional\)',
        html,
        re.DOTALL,
    )


def test_faults_are_summed_up_with_links():
    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(
        Context({"form": PosterForm({"title": ""})})
    )

    assert 'role="alert" tabindex="-1" autofocus' in html
    assert '<a href="#id_title">Judul: Belum diisi.</a>' in html


def test_a_promise_that_was_not_made_is_named_in_the_summary():
    html = render_crispy_form(PromiseForm({}))

    assert '<a href="#id_neutral">KIM kami netral: Belum diisi.</a>' in html


def test_a_field_of_many_faults_is_one_thing_to_mend():
    form = PosterForm({"title": "Saring dulu"})
    form.add_error("title", ["Terlalu pendek.", "Terlalu umum."])

    summary = get_template("parts/_error_summary.html").render({"form": form})

    assert "Ada 1 hal yang" in summary
    assert summary.count("<li>") == 1
    assert "Judul: Terlalu pendek." in summary


def test_no_faults_no_summary():
    assert "error-summary" not in render_crispy_form(PosterForm({"title": "Saring dulu"}))


@pytest.mark.django_db
def test_sign_in_is_drawn_by_the_same_part(client):
    html = client.get(reverse("account_login")).content.decode()

    assert '<div class="field" id="id_login_field">' in html
    assert "style=" not in html


@pytest.mark.django_db
def test_the_style_page_is_for_staff(client, sari, sign_in):
    editor = PersonFactory(role="editor")
    style = reverse("style_guide")

    assert client.get(style).status_code == 302
    assert sign_in(sari).get(style).status_code == 404
    assert sign_in(editor).get(style).status_code == 200


@pytest.mark.django_db
def test_a_lost_page_keeps_no_cookie_and_helps_on(client):
    response = client.get("/tidak-ada/")

    assert response.status_code == 404
    assert not response.cookies
    assert "Halaman tidak ditemukan" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "leads"), [("/anggota/tidak-ada/", True), ("/akun/x/", True), ("/x/", False)]
)
def test_a_lost_page_of_ones_own_leads_to_ones_own(client, address, leads):
    page = client.get(address).content.decode()

    assert ('href="/anggota/"' in page) == leads


@pytest.mark.django_db
def test_the_style_page_shows_every_part(sign_in):
    parts = {f"parts/{path.name}" for path in Path(settings.BASE_DIR, "templates/parts").iterdir()}

    response = sign_in(PersonFactory(role="editor")).get(reverse("style_guide"))

    assert parts - {template.name for template in response.templates} == set()
