"""Choosing a region by typing or step by step, without losing other input."""

import pytest
from django import forms
from django.template.loader import render_to_string

from groups.regions.models import Level, Region
from groups.regions.widgets import ChoosesRegion, RegionField
from tests.factories import RegionFactory

pytestmark = pytest.mark.django_db


class Registration(ChoosesRegion, forms.Form):
    name = forms.CharField()
    region = RegionField(levels=[Level.DISTRICT, Level.VILLAGE])


class Filter(forms.Form):
    wilayah = RegionField(required=False)


@pytest.fixture
def sukun():
    return RegionFactory(code="35.73.04.1003")


def options(form, number):
    """Return {code: whether it is selected} of the select list of this level."""
    html = str(form["region"])
    lists = html.split("<select ")[1:]
    part = lists[number - 1]
    selected = {}
    for option in part.split("<option ")[1:]:
        code = option.split('"')[1]
        if code:
            selected[code] = "selected" in option.split(">")[0]
    return selected


def test_typing_chooses_by_code(sukun):
    form = Registration({"name": "KIM", "region": sukun.code})

    assert form.is_valid()
    assert form.cleaned_data["region"] == sukun


def test_the_chosen_region_has_its_parent_loaded(sukun, django_assert_num_queries):
    with django_assert_num_queries(1):
        form = Registration({"name": "KIM", "region": sukun.code})
        form.full_clean()
        assert form.cleaned_data["region"].parent.name == "Sukun"


def test_an_empty_form_offers_the_provinces_only(sukun, django_assert_num_queries):
    RegionFactory(code="52")

    with django_assert_num_queries(1):
        html = str(Registration()["region"])

    assert html.count("<select ") == 1
    assert options(Registration(), 1) == {"35": False, "52": False}


@pytest.mark.parametrize(
    ("posted", "prompt", "lists"),
    [
        ({}, "Pilih provinsi", 1),
        ({"region_1": "35"}, "Sekarang pilih kabupaten atau kota.", 2),
        ({"region_1": "35", "region_2": "35.73"}, "Sekarang pilih kecamatan.", 3),
        (
            {"region_1": "35", "region_2": "35.73", "region_3": "35.73.04"},
            "Sekarang pilih desa atau kelurahan.",
            4,
        ),
    ],
)
def test_next_prompts_for_the_next_level_without_other_errors(sukun, posted, prompt, lists):
    form = Registration({"name": "", **posted, "region_next": "1"})

    assert not form.is_valid()
    assert list(form.errors) == ["region"]
    assert str(form["region"]).count("<select ") == lists
    if posted:
        assert form.errors["region"] == [prompt]


def test_the_prompt_of_next_is_not_an_error(sukun):
    stepping = Registration({"name": "KIM", "region_1": "35", "region_next": "1"})
    invalid = Registration({"name": "KIM", "region_1": "35"})

    for form, is_error in ((stepping, False), (invalid, True)):
        field = render_to_string("parts/_field.html", {"field": form["region"]})
        summary = render_to_string("parts/_error_summary.html", {"form": form})
        assert "Sekarang pilih kabupaten atau kota." in field
        assert ("field__error" in field, "aria-invalid" in field) == (is_error, is_error)
        assert ("autofocus" in field, "autofocus" in summary) == (not is_error, is_error)


def test_next_keeps_what_was_typed(sukun):
    form = Registration({"name": "KIM Sukun <Berseri>", "region_1": "35", "region_next": "1"})

    assert 'value="KIM Sukun &lt;Berseri&gt;"' in str(form["name"])
    assert options(form, 1) == {"35": True}
    assert options(form, 2) == {"35.73": False}


def test_the_four_steps_end_in_a_village(sukun):
    steps = {f"region_{n}": code for n, code in enumerate([*sukun.ancestor_codes, sukun.code], 1)}

    form = Registration({"name": "KIM", **steps})

    assert form.is_valid()
    assert form.cleaned_data["region"] == sukun


def test_enter_on_a_complete_choice_sends_the_form(sukun):
    """Without JavaScript, Enter presses a form's first button, which may be “Next”."""
    steps = {f"region_{n}": code for n, code in enumerate([*sukun.ancestor_codes, sukun.code], 1)}

    assert Registration({"name": "KIM", **steps, "region_next": "1"}).is_valid()


def test_another_province_resets_the_narrower_lists(sukun):
    RegionFactory(code="52")
    form = Registration({"name": "KIM", "region_1": "52", "region_2": "35.73"})

    assert form.errors["region"] == ["Sekarang pilih kabupaten atau kota."]
    assert options(form, 1) == {"35": False, "52": True}


def test_too_wide_a_region_prompts_for_the_next_level(sukun):
    form = Registration({"name": "KIM", "region": "35.73"})

    assert form.errors["region"] == ["Sekarang pilih kecamatan."]


def test_a_district_is_valid_where_districts_are_allowed(sukun):
    assert Registration({"name": "KIM", "region": "35.73.04"}).is_valid()


def test_text_without_a_choice_is_an_error_and_kept(sukun):
    form = Registration({"name": "KIM", "region": "", "region_text": 'suk"un'})

    assert form.errors["region"] == ["Pilih salah satu tempat yang muncul saat Anda mengetik."]
    assert 'data-text="suk&quot;un"' in str(form["region"])


def test_a_typed_code_of_bps_is_explained(sukun):
    form = Registration({"name": "KIM", "region": "", "region_text": "3573030"})

    (error,) = form.errors["region"]
    assert error.startswith("Sepertinya ini kode BPS.")
    assert 'data-text="3573030"' in str(form["region"])


@pytest.mark.parametrize(
    "code",
    [
        "99",
        "35.99",
        "x",
        "35.",
        "٣٥",
        "35\0",
        "35'--",
        " 35",
        "35.73.04.1003.1",
        "9" * 100_000,
        "-1",
    ],
)
def test_codes_outside_the_list_are_rejected(sukun, code):
    form = Registration({"name": "KIM", "region": code})

    assert form.errors["region"] == [
        "Tempat ini tidak ada dalam daftar resmi. Pilih salah satu dari daftar."
    ]
    assert str(form["region"])


def test_a_region_that_left_the_decree_cannot_be_chosen(sukun):
    Region.objects.filter(pk=sukun.pk).update(valid_to="2025-01-01")

    assert not Registration({"name": "KIM", "region": sukun.code}).is_valid()


def test_a_saved_region_is_shown_with_its_path(sukun, django_assert_num_queries):
    with django_assert_num_queries(1):
        html = str(Registration(initial={"region": sukun.code})["region"])

    assert 'data-code="35.73.04.1003"' in html
    assert 'data-text="Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur"' in html
    assert "region_next" not in html


def test_the_initial_value_may_be_a_region(sukun):
    assert Registration(initial={"region": sukun})["region"].value() == sukun.code


def test_only_another_region_is_a_change(sukun):
    same = Registration({"region": sukun.code}, initial={"region": sukun.code})
    other = Registration({"region": "35.73.04"}, initial={"region": sukun.code})

    assert not same["region"]._has_changed()
    assert other["region"]._has_changed()


def test_a_filter_accepts_any_level_and_none(sukun):
    city, none = Filter({"wilayah": "35.73"}), Filter({})

    assert city.is_valid() and city.cleaned_data["wilayah"].code == "35.73"
    assert none.is_valid() and none.cleaned_data["wilayah"] is None


def test_a_filter_by_lists_narrows_with_each_next(sukun):
    form = Filter({"wilayah_1": "35", "wilayah_next": "1"})

    assert form.is_valid()
    assert form.cleaned_data["wilayah"].code == "35"
    assert str(form["wilayah"]).count("<select ") == 2
