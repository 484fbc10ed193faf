import gzip
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.coverage.models import EventStats
from campaigns.elections.models import Campaign, Election, Pillar
from groups.regions.models import RegionStats
from kimportal.moderation.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
)

pytestmark = pytest.mark.django_db

OTHERS = sorted(set(State) - {State.LIVE})


@pytest.fixture
def today():
    return timezone.localdate()


def html(client, path="/"):
    return client.get(path).content.decode()


def vote_on(day, **fields):
    election = Election.objects.create(name="Pemilihan", kind="regional", voting_day=day)
    return CampaignFactory(election=election, **fields)


@pytest.mark.parametrize("rows", [1, 3])
def test_home_costs_the_same_at_one_row_and_at_three(client, django_assert_num_queries, rows):
    vote_on(date(2020, 12, 9))
    for n in range(rows):
        MaterialFileFactory(material__pillars=["cerdas", "damai"])
        EventFactory(pillars=Pillar.objects.all())
        EventFactory(plan=True, starts=timezone.now() + timedelta(days=n + 1))

    with django_assert_num_queries(12):
        client.get("/")


def test_the_three_pillars_lead_to_their_materials(client):
    page = html(client)

    for pillar in ("cerdas", "sehat", "damai"):
        assert f'href="/materi/?pilar={pillar}"' in page


def test_home_shows_only_what_is_live(client):
    live = MaterialFactory(title="Saring dulu")
    event = EventFactory(title="Rembug warga RW 05")
    for state in OTHERS:
        MaterialFactory(title=f"Bahan {state}", state=state)
        EventFactory(title=f"Acara {state}", state=state)
    CampaignFactory(name="Masih rahasia", is_public=False)

    response = client.get("/")

    assert list(response.context["materials"]) == [live]
    assert (response.context["coming"], response.context["held"]) == ([], [event])
    assert response.context["campaign"] is None
    assert "Masih rahasia" not in response.content.decode()


def test_the_next_events_come_before_the_latest(client):
    now = timezone.now()
    for days in (-3, -2, -1, -4, 1, 3, 2):
        EventFactory(title=f"Hari {days}", starts=now + timedelta(days=days), plan=days > 0)

    page = client.get("/").context
    titles = [event.title for event in [*page["coming"], *page["held"]]]

    assert titles == ["Hari 1", "Hari 2", "Hari -1", "Hari -2", "Hari -3"]


def test_of_the_running_programmes_the_one_that_votes_next_is_shown(today):
    vote_on(today - timedelta(days=30), name="Lewat, masih berjalan", starts=today)
    vote_on(today + timedelta(days=90), name="Nanti", starts=date(2020, 1, 1))
    soon = vote_on(today + timedelta(days=9), name="Segera", starts=date(2020, 1, 1))
    ended = today - timedelta(days=1)
    vote_on(today + timedelta(days=2), name="Sudah tutup", starts=date(2020, 1, 1), ends=ended)

    assert Campaign.objects.live().featured() == soon


def test_when_nothing_runs_the_latest_programme_stays(today):
    ended = date(2021, 1, 31)
    CampaignFactory(starts=date(2018, 1, 1), ends=ended)
    latest = CampaignFactory(starts=date(2020, 9, 1), ends=ended)

    assert Campaign.objects.live().featured() == latest


def test_before_voting_day_the_days_are_counted(client, today):
    vote_on(today + timedelta(days=16), name="Pemilihan Bersama")

    assert "16 hari lagi" in html(client)


def test_after_voting_day_it_has_taken_place(client):
    vote_on(date(2020, 12, 9))

    page = html(client)

    badge = re.search(r'<time class="date-badge" datetime="2020-12-09">(.*?)</time>', page, re.S)[1]
    assert badge.split() == ["<b>9</b>", "Des", "<span>2020</span>"]
    assert "Berlangsung pada 9 Desember 2020" in page


def test_home_shows_the_stored_statistics(client):
    group = GroupFactory()
    RegionStats.objects.update_for(group, +1)
    event = EventFactory(group=group, attendance=1204)
    EventStats.objects.count(event, +1)

    page = html(client)

    for number, word in [("1", "KIM terverifikasi"), ("1.204", "kehadiran")]:
        assert f"<dt>{word}</dt><dd>{number}</dd>" in page
    assert 'href="/data/#hitungan"' in page
    assert 'id="hitungan"' in html(client, "/data/")


def test_the_search_leads_to_the_directory(client):
    page = html(client)

    assert '<form class="landing__search" role="search" action="/kim/"' in page
    assert 'name="q"' in page


def test_an_empty_portal_says_what_will_be_shown(client):
    page = html(client)

    assert "Belum ada materi" in page
    assert "Belum ada kegiatan" in page


def test_home_is_complete_in_english(client):
    page = html(client, "/en/")

    assert "Reliable election messages, all the way to every village." in page
    assert "Smart voter" in page
    assert 'href="/en/materi/?pilar=cerdas"' in page


def test_pictures_are_loaded_lazily_and_have_dimensions(client):
    for _ in range(3):
        MaterialFileFactory()

    pictures = re.findall(r"<img [^>]+>", html(client))

    assert ['loading="lazy"' in picture for picture in pictures] == [True, True, True]
    assert all("width=" in picture and "height=" in picture for picture in pictures)


def test_home_has_a_small_page_size(client):
    vote_on(date(2020, 12, 9), name="Pemilihan Serentak")
    for _ in range(5):
        MaterialFactory(summary="Dapat kabar soal pilkada? Saring dulu, baru sebar. " * 3)
        EventFactory(pillars=Pillar.objects.all())

    assert len(gzip.compress(client.get("/").content)) < 14_000


def test_signing_out_redirects_to_home(sari, sign_in):
    response = sign_in(sari).post("/akun/logout/", follow=True)

    assert response.redirect_chain[-1] == ("/", 302)
    assert "campaigns/home/home.html" in [used.name for used in response.templates]


@pytest.mark.parametrize(("begins", "announced"), [(-1, True), (0, True), (1, False)])
def test_home_says_that_it_is_a_quiet_period(begins, announced, client, today):
    days = {"quiet_starts": today + timedelta(days=begins), "quiet_ends": today + timedelta(days=2)}
    election = Election.objects.create(
        name="Pemilihan", kind="regional", voting_day=today + timedelta(days=3), **days
    )
    CampaignFactory(election=election, starts=today)

    assert ("Pada hari-hari ini tidak ada kampanye" in html(client)) == announced
