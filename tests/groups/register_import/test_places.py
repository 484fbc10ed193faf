"""Places of a register: found as offices write them, and asked about where they are doubtful."""

import pytest

from groups.register_import.place_matching import Places
from tests.factories import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(world):
    """The places of national staff: Kota Malang, Kab. Malang, Kota Mataram."""
    assert world.village and world.far_village
    RegionFactory(code="35.73.04.1001")
    RegionFactory(code="35.73.04.2009", name="Gadang", kind="desa")
    RegionFactory(code="35.73.02", name="Klojen")
    RegionFactory(code="35.73.02.1009", name="Gadang", kind="kelurahan")
    RegionFactory(code="35.73.02.2009", name="Gadang", kind="desa")
    RegionFactory(code="35.07", name="Kabupaten Malang", kind="regency")
    RegionFactory(code="35.07.01", name="Sumber Pucung")
    RegionFactory(code="35.07.01.2001", name="Ma'rang", kind="desa")
    return Places(world.administrator)


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"code": "3573041003"}, "35.73.04.1003"),
        ({"code": "35.73.04"}, "35.73.04"),
        ({"code": "35.73.04.1003", "village": "Kel. Sukun", "regency": "Malang"}, "35.73.04.1003"),
        ({"code": "35.73.04", "village": "Sukun"}, "35.73.04.1003"),
        ({"village": "SUKUN", "district": "Kec. Sukun"}, "35.73.04.1003"),
        ({"village": "cipto mulyo", "regency": "Kota Malang"}, "35.73.04.1001"),
        ({"village": "Ciptomulyo", "district": "-", "regency": "n/a"}, "35.73.04.1001"),
        ({"village": "Marang", "district": "Kec. Sumberpucung", "regency": "Kab. Malang"},
         "35.07.01.2001"),
        ({"village": "Ds. Ma’rang", "regency": "Malang"}, "35.07.01.2001"),
        ({"village": "Desa Gadang", "district": "Klojen"}, "35.73.02.2009"),
        ({"district": "Sumberpucung"}, "35.07.01"),
    ],
)  # fmt: skip
def test_places_match_as_offices_write_them(record, code, places):
    match = places.find(record)

    assert (match.problem, match.region and match.region.code) == ("", code)


@pytest.mark.parametrize(
    ("record", "problem", "codes"),
    [
        # A written kind must be that kind; without one it is asked.
        ({"village": "Desa Sukun", "district": "Sukun"}, "kind", ["35.73.04.1003"]),
        ({"village": "Gadang", "district": "Klojen"}, "ambiguous",
         ["35.73.02.1009", "35.73.02.2009"]),
        ({"district": "Sukun", "regency": "Kab. Malang"}, "unknown", []),
        ({"village": "Sukun", "district": "Sumber Pucung", "regency": "Kota Malang"}, "unknown", []),
        # Code and name that disagree are asked about.
        ({"code": "35.73.04.1001", "village": "Sukun", "district": "Sukun"}, "disagree",
         ["35.73.04.1001", "35.73.04.1003"]),
        ({"code": "35.73.04.1003", "village": "Sukun", "regency": "Kab. Malang"}, "disagree",
         ["35.73.04.1003"]),
        ({"code": "99.99.99.9999", "village": "Ciptomulyo"}, "code_unknown", ["35.73.04.1001"]),
        ({"code": "35.73"}, "code_unknown", []),
        ({"village": "Sukkun", "district": "Sukun"}, "unknown", ["35.73.04.1003"]),
        ({"regency": "Kota Malang"}, "no_place", []),
        ({}, "no_place", []),
    ],
)  # fmt: skip
def test_doubtful_places_are_asked_about(record, problem, codes, places):
    match = places.find(record)

    assert (match.region, match.problem) == (None, problem)
    assert match.codes == codes


def test_a_missing_village_is_never_replaced_by_its_district(places):
    record = {"village": "-", "district": "Sukun", "regency": "Kota Malang"}

    asked = places.find(record, expects_village=True)
    told = places.find(record)

    assert (asked.region, asked.problem, asked.codes) == (None, "missing_village", ["35.73.04"])
    assert told.region.code == "35.73.04"  # a register of districts has no such column


def test_only_places_of_the_jurisdiction_are_found(world):
    assert world.village and world.far_village

    match = Places(world.reviewer).find({"village": "Kekalik Jaya"})

    assert (match.region, match.problem, match.codes) == (None, "unknown", [])


def test_what_was_chosen_for_a_place_holds_for_it_alone(world):
    assert world.village
    places = Places(world.reviewer, {"|sukkun|sukun|": world.village.pk})

    assert places.find({"village": "Sukkun", "district": "Sukun"}).region == world.village
    assert places.find({"village": "Kel. Sukkun", "district": "Sukun"}).region is None
