from datetime import date, timedelta

import pytest
import time_machine

from campaigns.demo.election import CITIES, PROVINCES, load_campaign
from campaigns.elections.models import Campaign, Election
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
    assert list(page["events"]) == [event]
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

    with django_assert_num_queries(9):
        client.get(f"/program/{campaign.slug}/")


def test_the_demo_loads_the_sourced_election_of_2020():
    for code in PROVINCES:
        make_region(code)
    for n, name in enumerate(CITIES):
        make_region(f"9{n % 6 + 1}.{71 + n}", f"Kota {name}", "city")
    make_region("31.71", "Kota Jakarta Pusat", "city")

    load_campaign()
    campaign = load_campaign()

    assert (Campaign.objects.count(), Election.objects.count()) == (1, 1)
    assert campaign.election.regions.count() == 9 + 37
    assert campaign.election.voting_day == date(2020, 12, 9)
    assert campaign.election.quiet_ends - campaign.election.quiet_starts == timedelta(days=2)
    assert (campaign.head_count_cap, float(campaign.turnout_target)) == (50, 77.5)
