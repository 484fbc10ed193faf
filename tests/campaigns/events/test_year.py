"""'Kinerja KIM': a year of one group on paper."""

import re
from datetime import UTC, datetime

import pytest
import segno

from campaigns.elections.models import Pillar
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.related import EventMaterial
from kimportal.moderation.states import State
from tests.factories import EventFactory, MaterialFactory, MembershipFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 26, 5, tzinfo=UTC)  # 12.00 WIB


@pytest.fixture
def sheet(sign_in, world):
    client = sign_in(world.member)
    return lambda year=2020: client.get(f"/anggota/kim/{world.group.slug}/kinerja/{year}/")


def test_it_adds_up_approved_reports_of_that_year_and_no_others(sheet, world):
    EventFactory(group=world.group, starts=NOON, attendance=40)
    EventFactory(group=world.group, starts=NOON, attendance=None, mode="media", venue="Radio desa")
    EventFactory(group=world.group, starts=datetime(2020, 12, 31, 17, tzinfo=UTC), attendance=7)
    EventFactory(group=world.group, starts=NOON, state=State.WAITING, attendance=99)
    EventFactory(group=world.group, starts=NOON, plan=True)
    EventFactory(group=world.other_group, starts=NOON, attendance=500)

    totals = sheet().context["totals"]

    assert (totals["events"], totals["people"], totals["venues"]) == (2, 40, 2)


@pytest.mark.parametrize(
    ("moment", "years"),
    [
        (datetime(2019, 12, 31, 16, 59, 59, tzinfo=UTC), {2019}),
        (datetime(2019, 12, 31, 17, 0, tzinfo=UTC), {2020}),
        (datetime(2020, 12, 31, 16, 59, 59, tzinfo=UTC), {2020}),
        (datetime(2020, 12, 31, 17, 0, tzinfo=UTC), {2021}),
    ],
)
def test_the_year_turns_at_midnight_of_the_place(sheet, world, moment, years):
    EventFactory(group=world.group, starts=moment)

    shown = {y for y in (2019, 2020, 2021) if sheet(y).context["totals"]["events"]}

    assert shown == years


def test_it_shows_materials_pillars_photos_and_who_signs(sheet, world):
    cerdas = Pillar.objects.get(slug="cerdas")
    event = EventFactory(group=world.group, starts=NOON, women=25, pillars=[cerdas])
    poster = MaterialFactory(title="15 hal baru di TPS")
    EventMaterial.objects.create(event=event, material=poster, copies=200)
    size = {"width": 360, "height": 270, "url": "/media/a.jpg", "size": 9}
    renditions = [size | {"name": f"{kind}-360"} for kind in ("jpeg", "webp", "avif")]
    photo = {"event": event, "width": 360, "height": 270, "has_consent": True}
    EventPhoto.objects.create(**photo, sha256="1", caption="Warga Sukun", renditions=renditions)
    EventPhoto.objects.create(**photo, sha256="2", caption="Belum tampil")
    MembershipFactory(group=world.group, role="chair", name="Slamet Riyadi")

    page = " ".join(sheet().content.decode().split())

    for words in (
        "15 hal baru di TPS",
        "200 lembar",
        "Warga Sukun",
        "Slamet Riyadi",
        "Lurah Sukun",
    ):
        assert words in page
    assert "Belum tampil" not in page
    assert "2.020" not in page
    assert [(p.slug, p.shown_in) for p in sheet().context["pillars"]] == [
        ("cerdas", 1),
        ("sehat", 0),
        ("damai", 0),
    ]


@pytest.mark.parametrize("events", [1, 3])
def test_it_costs_the_same_for_many_events(sheet, world, events, django_assert_num_queries):
    for event in EventFactory.create_batch(events, group=world.group, starts=NOON):
        EventMaterial.objects.create(event=event, material=MaterialFactory())
    sheet()

    with django_assert_num_queries(11):
        sheet()


@pytest.mark.parametrize("year", [0, 1999, 2100, 99999])
def test_years_outside_our_century_are_not_there(sheet, year):
    assert sheet(year).status_code == 404


def test_a_year_without_reports_says_so(sheet):
    assert "Belum ada laporan yang disetujui tahun ini" in sheet(2001).content.decode()


def test_the_certificate_says_what_was_done_and_where_to_check_it(sign_in, world, settings):
    EventFactory(group=world.group, starts=NOON, attendance=40)
    EventFactory(group=world.group, starts=NOON, attendance=2, venue="Masjid")
    EventFactory(group=world.group, starts=NOON, attendance=500, state=State.WAITING)
    client = sign_in(world.member)

    page = client.get(f"/anggota/kim/{world.group.slug}/kinerja/2020/piagam/")

    text = " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())
    assert (
        "Sepanjang 2020, KIM ini menyelenggarakan 2 kegiatan agar warga memilih dengan cerdas, "
        "sehat, dan damai." in text
    )
    assert "Kegiatan 2 Kehadiran 42 Tempat 1" in text
    url = settings.SITE_URL + world.group.get_absolute_url()
    assert url in text
    assert page.context["qr"] == segno.make(url, error="m").svg_data_uri(scale=4, border=2)
    year = client.get(f"/anggota/kim/{world.group.slug}/kinerja/2020/").content.decode()
    assert f'href="/anggota/kim/{world.group.slug}/kinerja/2020/piagam/"' in year


def test_without_an_approved_report_there_is_no_certificate(sign_in, world):
    page = sign_in(world.member).get(f"/anggota/kim/{world.group.slug}/kinerja/2020/piagam/")

    assert "certificate__" not in page.content.decode()
    assert "Belum ada laporan" in page.content.decode()
