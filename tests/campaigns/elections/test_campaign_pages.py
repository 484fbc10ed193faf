from datetime import date

import pytest
import time_machine

from campaigns.elections.models import Election, ElectionFact
from kimportal.moderation.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    make_region,
)

pytestmark = pytest.mark.django_db


def with_election(**fields):
    election = Election.objects.create(name="Pemilihan", kind="regional", **fields)
    return CampaignFactory(election=election)


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (date(2020, 12, 1), "8 hari lagi menuju pemungutan suara, 9 Desember 2020"),
        (date(2020, 12, 9), "Hari ini pemungutan suara"),
        (date(2020, 12, 10), "Berlangsung pada 9 Desember 2020"),
    ],
)
def test_the_voting_day_is_counted_down_to(client, today, text):
    campaign = with_election(voting_day=date(2020, 12, 9))

    with time_machine.travel(f"{today}T05:00:00+07:00", tick=False):
        page = client.get(f"/program/{campaign.slug}/").content.decode()

    assert text in page


def test_a_voting_day_may_be_unknown(client):
    campaign = with_election(voting_day=None)

    assert "Hari pemungutan suara belum ditetapkan" in client.get("/program/").content.decode()
    assert "Belum ditetapkan" in client.get(f"/program/{campaign.slug}/").content.decode()


@pytest.mark.parametrize(("day", "quiet"), [(5, False), (6, True), (8, True), (9, False)])
def test_the_quiet_period_is_announced_on_its_days(client, day, quiet):
    campaign = with_election(quiet_starts=date(2020, 12, 6), quiet_ends=date(2020, 12, 8))

    with time_machine.travel(f"2020-12-{day:02}T00:00:01+07:00", tick=False):
        page = client.get(f"/program/{campaign.slug}/").content.decode()

    assert ("tidak ada kampanye" in page) is quiet


def test_it_shows_its_own_live_materials_events_and_kim(client):
    campaign, other = CampaignFactory(), CampaignFactory()
    mine = MaterialFactory(campaign=campaign)
    MaterialFactory(campaign=other)
    MaterialFactory(campaign=campaign, state=State.WAITING)
    group = GroupFactory()
    event = EventFactory(campaign=campaign, group=group, state=State.LIVE)
    EventFactory(campaign=campaign, group=GroupFactory(), state=State.WAITING)
    EventFactory(campaign=other, group=GroupFactory(), state=State.LIVE)

    page = client.get(f"/program/{campaign.slug}/").context

    assert list(page["materials"]) == [mine]
    assert (page["coming"], page["held"]) == ([], [event])
    assert list(page["groups"]) == [group]


def test_a_hidden_programme_is_not_there(client):
    campaign = CampaignFactory(is_public=False, name="Rahasia")

    assert client.get(f"/program/{campaign.slug}/").status_code == 404
    assert "Rahasia" not in client.get("/program/").content.decode()
    assert client.get(f"/materi/?program={campaign.slug}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_it_shows(client, django_assert_num_queries, count):
    campaign = with_election(voting_day=date(2020, 12, 9))
    for n in range(count):
        MaterialFileFactory(material=MaterialFactory(campaign=campaign))
        EventFactory(campaign=campaign, group=GroupFactory(), state=State.LIVE)
        campaign.election.regions.add(make_region(f"7{n + 1}"))

    with django_assert_num_queries(12):
        client.get(f"/program/{campaign.slug}/")


def test_facts_stand_with_their_sources(client):
    campaign = with_election()
    ElectionFact.objects.create(
        election=campaign.election,
        label="Pemilih dalam daftar",
        label_en="Voters on the list",
        number=100359152,
        source="KPU, 26 Oktober 2020",
        source_url="https://contoh.id/dpt",
    )
    ElectionFact.objects.create(
        election=campaign.election,
        label="Partisipasi",
        label_en="Turnout",
        number="76.09",
        is_percentage=True,
        text="gubernur 69,67%",
        text_en="governor 69.67%",
        source="KPU",
    )

    page, english = (
        " ".join(client.get(f"{path}/program/{campaign.slug}/").content.decode().split())
        for path in ("", "/en")
    )

    assert "<b>100.359.152</b>" in page and "<b>76,09%</b> gubernur 69,67%" in page
    assert '<a href="https://contoh.id/dpt" rel="noopener">KPU, 26 Oktober 2020</a>' in page
    assert "<dt>Voters on the list</dt>" in english and "<b>76.09%</b> governor 69.67%" in english


def test_the_page_says_who_votes_for_whom(client):
    """A province with its governor, one without; and a regency that votes for nobody."""
    campaign = with_election(regions_complete=True)
    for code in ["35.73.04.1003", "35.07.01.2001", "52.71.05.1002", "52.01.01.2001"]:
        make_region(code)
    campaign.election.regions.set(["52", "52.71", "35.73"])

    page = client.get(f"/program/{campaign.slug}/")

    assert page.context["counts"] == {
        "governors": 1,
        "regents": 0,
        "mayors": 2,
        "governor_only": 1,
        "none": 1,
        "regencies": 4,
    }
    rows = [
        (row.province.code, row.elects_governor, codes(row.own), codes(row.governor_only))
        for row in page.context["provinces"]
    ]
    assert rows == [("35", False, ["35.73"], []), ("52", True, ["52.71"], ["52.01"])]
    assert "1 dari 4" in page.content.decode()


def codes(regions):
    return [region.code for region in regions]


def test_an_incomplete_list_says_so_and_claims_nothing_of_the_others(client):
    campaign = with_election()
    for code in ["35.73.04.1003", "52.71.05.1002"]:
        make_region(code)
    campaign.election.regions.set(["35.73"])

    page = client.get(f"/program/{campaign.slug}/").content.decode()

    assert "Daftar daerahnya belum lengkap" in page
    assert "Tidak ada pemilihan" not in page and "1 dari 2" not in page


def test_a_list_of_villages_is_shown_as_it_is(client):
    campaign = with_election(regions_complete=True)
    campaign.election.regions.set([make_region("35.73.04.1003")])

    page = client.get(f"/program/{campaign.slug}/").content.decode()

    assert "1 daerah yang memilih sudah tercatat" in page
