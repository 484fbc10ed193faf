import pytest

from campaigns.elections.forms import ElectionFactForm, ElectionForm
from campaigns.elections.models import Election
from tests.factories import make_region

pytestmark = pytest.mark.django_db


def election_form(**data):
    return ElectionForm({"name": "Pilkada", "kind": "regional"} | data)


def test_a_complete_list_is_marked_by_staff():
    make_region("35")

    form = election_form(codes="35 Jawa Timur", regions_complete="on")

    assert form.is_valid()
    election = form.save()
    assert election.regions_complete
    assert [region.code for region in election.regions.all()] == ["35"]


@pytest.mark.parametrize(("kind", "is_valid"), [("regional", False), ("general", True)])
def test_an_empty_list_is_complete_only_for_a_general_election(kind, is_valid):
    """Which takes place everywhere."""
    form = election_form(kind=kind, codes="", regions_complete="on")

    assert form.is_valid() is is_valid
    assert ("regions_complete" in form.errors) is not is_valid


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"number": "298938"}, []),
        ({"text": "Boven Digoel memilih pada 28 Desember 2020."}, []),
        ({}, ["__all__"]),
        ({"number": "298938", "source": ""}, ["source"]),
        ({"number": "298938", "source_url": "javascript:alert(1)"}, ["source_url"]),
    ],
)
def test_a_fact_says_something_and_names_its_source(fields, refused):
    election = Election.objects.create(name="Pilkada", kind="regional")
    good = {"election": election.pk, "label": "TPS", "label_en": "Polling places", "order": "1"}

    form = ElectionFactForm(good | {"source": "KPU"} | fields)

    assert list(form.errors) == refused
