"""Names contain no web address and no imitation of one (SECURITY_BAR R51)."""

import contextlib
import time

import pytest
from django import forms
from django.core.exceptions import ValidationError

from groups.kim.forms import DecreeForm, ProfileForm, StartForm
from groups.members.forms import MembershipForm, OfficerForm
from groups.register_import.row_validation import CLEAN
from kimportal.accounts.forms import PersonForm, SignupForm
from kimportal.ui.fields import NameField
from kimportal.ui.names import validate_name

WITH_ADDRESS = [
    "Akun diblokir! Buka https://bri.example",
    "bri.com",
    "BRI.CO.ID",
    "www.bri",
    "http:\\\\bri",
    "t.me/judi",
    "s.id/abc",
    "wa.me/62812",
    "bit.ly/x",
    "slot-gacor.xyz",
    "bayar.my.id",
    "tolong@bri.co.id",
    "bri[.]com",
    "bri (dot) com",
    "bri titik co titik id",
    "bri dot com",
    "bri. com",
    "bri .com",
    "bri。com",
    "bri\u2024com",
    "ｂｒｉ．ｃｏｍ",
    "bri·com",
    "b\u0301ri.co\u0301m",
    "bri.c\u200dom",
]
LOOKALIKES = ["ВRI", "Βank Mandiri", "Ваnk", "рау.сом", "KIM Ѕukun"]
NAMES = [
    "KIM Sukun Berseri",
    "Drs. H. Ahmad Yani, M.Si.",
    "Siti Aminah, S.Kom., M.M.",
    "Budi,S.Pd.I",
    "Dr. Ir. I Gusti Ayu Putri, S.H., M.Kn.",
    "Moh.La Ode",
    "Drs. La Ode",
    "R.A. Kartini",
    "Muh. In'am",
    "KIM Kel.Sukun RT.03/RW.05",
    "Abd. Is",
    "Prof. To Liang",
    "José Ñuñez",
    "ꦱꦸꦏꦸꦤ꧀",
    "محمد",
    "林志明",
    "Seksi Data & Informasi 1/2",
]
FIELDS = [
    *((StartForm, name) for name in ("name", "own_name")),
    *((ProfileForm, name) for name in ("name", "contact_name")),
    (DecreeForm, "decree_signer_name"),
    *((form, name) for form in (OfficerForm, MembershipForm) for name in ("name", "section")),
    (SignupForm, "name"),
    (PersonForm, "name"),
]


@pytest.mark.parametrize("name", WITH_ADDRESS)
def test_a_name_with_an_address_is_refused(name):
    with pytest.raises(ValidationError) as refused:
        NameField().clean(name)
    assert refused.value.error_list[0].code == "address"


@pytest.mark.parametrize("name", LOOKALIKES)
def test_letters_that_only_look_latin_are_refused(name):
    with pytest.raises(ValidationError) as refused:
        NameField().clean(name)
    assert refused.value.error_list[0].code == "lookalike"


@pytest.mark.parametrize("name", NAMES)
def test_names_degrees_and_places_are_accepted(name):
    assert NameField().clean(name) == name


@pytest.mark.parametrize(("form", "name"), FIELDS, ids=str)
def test_every_name_field_is_a_name_field(form, name):
    field = form.declared_fields.get(name) or form.base_fields[name]

    assert isinstance(field, NameField)


def test_names_in_registers_are_validated_too():
    assert {name for name, field in CLEAN.items() if isinstance(field, NameField)} == {
        "name",
        "contact_name",
        "decree_signer_name",
    }


def subclasses(cls):
    for sub in cls.__subclasses__():
        yield sub
        yield from subclasses(sub)


def test_no_form_has_a_name_of_another_field_type():
    ours = {
        form
        for form in subclasses(forms.BaseForm)
        if form.__module__.startswith(("groups.forms", "kimportal.accounts.forms"))
    }
    others = [
        (form.__name__, name)
        for form in ours
        for name, field in getattr(form, "base_fields", {}).items()
        if (name == "name" or name.endswith("_name")) and not isinstance(field, NameField)
    ]

    assert others == []


@pytest.mark.parametrize("part", ["a", "a-", ". ", "a ", " ", "[ ", "bri dot ", "(.", "a."])
def test_a_long_name_costs_no_more_than_a_short_one(part):
    def cost(times):
        start = time.process_time()
        for _run in range(20):
            with contextlib.suppress(ValidationError):
                validate_name(part * times)
        return time.process_time() - start

    assert cost(20_000) < 0.5
