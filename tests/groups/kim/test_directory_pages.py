"""The public directory of KIM: search, public pages, and no private data."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.members.models import MemberRole
from groups.regions.models import Region, RegionStats
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MembershipFactory, RegionFactory
from tests.groups.kim.registrations import COMPLETE, decree_file

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

SUKUN, MATARAM = "35.73.04.1003", "52.71.05.1002"


def names(response):
    return [group.name for group in response.context["page_obj"]]


def test_only_verified_groups_are_listed(client):
    for state in State.values:
        GroupFactory(name=f"KIM {state}", state=state)

    assert names(client.get("/kim/")) == ["KIM live"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["KIM Berseri", "KIM Lombok"]),
        ("?q=berseri", ["KIM Berseri"]),
        ("?q=sukun", ["KIM Berseri"]),
        ("?q=malang+berser", ["KIM Berseri"]),
        ("?q=tiada", []),
        ("?wilayah=35", ["KIM Berseri"]),
        ("?wilayah=35.73", ["KIM Berseri"]),
        ("?wilayah=35.73.04", ["KIM Berseri"]),
        ("?wilayah=35.73.04.1003", ["KIM Berseri"]),
        ("?wilayah=52&q=kim", ["KIM Lombok"]),
        ("?wilayah=52.71&q=berseri", []),
    ],
)
def test_search_by_words_and_by_place_at_any_level(query, expected, client):
    GroupFactory(name="KIM Berseri", region=RegionFactory(code=SUKUN))
    GroupFactory(name="KIM Lombok", region=RegionFactory(code=MATARAM))

    assert names(client.get(f"/kim/{query}")) == expected


@pytest.mark.parametrize("groups", [1, 3])
def test_the_directory_costs_the_same_at_any_length(groups, client, django_assert_num_queries):
    for _ in range(groups):
        GroupFactory()

    with django_assert_num_queries(3):
        assert len(names(client.get("/kim/"))) == groups


@pytest.mark.parametrize("groups", [1, 3])
def test_a_search_in_a_place_costs_the_same_at_any_length(
    groups, client, django_assert_num_queries
):
    for _ in range(groups):
        GroupFactory(region=RegionFactory(code=SUKUN))

    with django_assert_num_queries(5):
        assert len(names(client.get("/kim/?q=nomor&wilayah=35.73"))) == groups


def test_24_a_page_and_the_rest_on_the_next(client):
    for n in range(25):
        GroupFactory(name=f"KIM {n:02}")

    first, second = client.get("/kim/"), client.get("/kim/?hal=2")

    assert len(names(first)) == 24
    assert names(second) == ["KIM 24"]
    assert first.context["count"] == 25


@pytest.mark.parametrize("page", ["0", "-1", "last", "10" * 30, "1e9", "٣", "", "%00", "2"])
def test_any_page_number_is_answered(page, client):
    GroupFactory()

    assert client.get(f"/kim/?hal={page}").status_code == 200


def test_more_than_a_thousand_is_said_without_counting(client, monkeypatch):
    monkeypatch.setattr("groups.kim.views.directory.count_up_to", lambda rows: (1000, True))
    GroupFactory()

    assert "1.000" in client.get("/kim/").content.decode()


def test_a_group_is_shown_with_its_logo_region_description_and_links(client):
    group = GroupFactory(
        name="KIM Berseri",
        about="Kabar resmi.",
        verified_at=timezone.now(),
        last_confirmed_at=timezone.now(),
        instagram="https://www.instagram.com/kimberseri",
    )

    page = client.get(f"/kim/{group.slug}/").content.decode()

    assert "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur" in page
    assert "Kabar resmi." in page
    assert 'rel="nofollow noopener ugc external"' in page
    assert 'itemtype="https://schema.org/Organization"' in page


@pytest.mark.parametrize(
    ("founded", "shown", "iso"),
    [(date(2014, 1, 1), "2014", "2014"), (date(2014, 8, 12), "12 Agustus 2014", "2014-08-12")],
)
def test_a_year_alone_is_shown_as_the_year(client, founded, shown, iso):
    group = GroupFactory(founded=founded)

    page = client.get(f"/kim/{group.slug}/").content.decode()

    assert f'itemprop="foundingDate" content="{iso}">{shown}<' in page


def test_nothing_private_is_on_the_public_page(client):
    secret = {
        "contact_name": "Bu Rahasia",
        "contact_phone": "0812-0000-1111",
        "contact_email": "rahasia@example.org",
        "address": "Jalan Sembunyi 9",
        "decree_number": "188/RHS/2020",
        "decree_signer_name": "Pak Lurah Rahasia",
    }
    group = GroupFactory(**COMPLETE | secret, decree_file=decree_file())
    MembershipFactory(group=group, person__name="Bu Tanpa Izin", role=MemberRole.SECRETARY)
    MembershipFactory(group=group, person__name="Anggota Biasa", name_is_public=True)

    page = client.get(f"/kim/{group.slug}/").content.decode()

    private = [*secret.values(), "Bu Tanpa Izin", "Anggota Biasa", group.decree_file.name]
    assert [text for text in private if text in page] == []


def test_officers_are_named_with_their_consent(client):
    group = GroupFactory()
    chair = {"role": MemberRole.CHAIR, "person__name": "Pak Setuju"}
    MembershipFactory(group=group, name_is_public=True, **chair)
    former = MembershipFactory(
        group=group, role=MemberRole.SECRETARY, name_is_public=True, person__name="Bu Sudah Pergi"
    )
    former.end(by=former.person)

    page = client.get(f"/kim/{group.slug}/").content.decode()

    assert "Pak Setuju" in page
    assert "Bu Sudah Pergi" not in page


@pytest.mark.parametrize(("days", "stale"), [(300, False), (400, True)])
def test_old_data_says_so(days, stale, client):
    then = timezone.now() - timedelta(days=days)
    group = GroupFactory(verified_at=then, last_confirmed_at=then)

    response = client.get(f"/kim/{group.slug}/")

    assert ("Data ini mungkin sudah lama" in response.content.decode()) == stale


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("draft", 404),
        ("waiting", 404),
        ("returned", 404),
        ("rejected", 404),
        ("live", 200),
        ("withdrawn", 410),
    ],
)
def test_a_group_that_is_not_live_is_404_or_410(state, status, client):
    group = GroupFactory(name="KIM Tersembunyi", state=state)

    response = client.get(f"/kim/{group.slug}/")

    assert response.status_code == status
    assert ("KIM Tersembunyi" in response.content.decode()) == (state == "live")


@pytest.mark.parametrize("officers", [1, 3])
def test_a_groups_page_costs_the_same_with_many_officers(
    officers, client, django_assert_num_queries
):
    group = GroupFactory()
    for _ in range(officers):
        MembershipFactory(group=group, role=MemberRole.SECTION, name_is_public=True)

    with django_assert_num_queries(5):
        assert len(client.get(f"/kim/{group.slug}/").context["officers"]) == officers


def test_public_pages_may_be_kept_by_any_cache(client):
    group = GroupFactory()

    for address in ("/kim/", f"/kim/{group.slug}/", "/en/kim/"):
        response = client.get(address)
        assert "s-maxage=30" in response["Cache-Control"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_a_typed_place_without_a_kim_leads_to_the_nearest_ones(client):
    RegionFactory(code="35.73.04.1001")
    near = GroupFactory(region=RegionFactory(code="35.73.04.1003"), name="KIM Sebelah")
    far = GroupFactory(region=RegionFactory(code="35.07.01.2001"), name="KIM Jauh")
    for group in (near, far):
        RegionStats.objects.update_for(group, +1)
    path = Region.objects.get(pk="35.73.04.1001").path

    response = client.get("/kim/", {"q": path})

    assert response.context["place"].code == "35.73.04.1001"
    assert list(response.context["nearest"]) == [near]
    assert "Belum ada KIM di" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Kecamatan Sukun", ["KIM Berseri", "KIM Cipta"]),
        ("kec. sukun, kota malang", ["KIM Berseri", "KIM Cipta"]),
        ("kelurahan sukun", ["KIM Berseri"]),
        ("KIM kecamatan sukun", ["KIM Berseri", "KIM Cipta"]),
        ("berseri kecamatan sukun", ["KIM Berseri"]),
        ("kodya malang", ["KIM Berseri", "KIM Cipta"]),
        ("jatim", ["KIM Berseri", "KIM Cipta"]),
        ("provinsi jatim", ["KIM Berseri", "KIM Cipta"]),
        ("35.73.04", ["KIM Berseri", "KIM Cipta"]),
        ("357304", ["KIM Berseri", "KIM Cipta"]),
        ("35.73.04.1003", ["KIM Berseri"]),
        ("NTB", ["KIM Lombok"]),
        ("kabupaten malang", []),
    ],
)
def test_words_that_name_a_place_list_what_is_in_it(query, expected, client):
    RegionFactory(code="35.07", name="Malang", kind="regency")
    GroupFactory(name="KIM Berseri", region=RegionFactory(code=SUKUN))
    GroupFactory(name="KIM Cipta", region=RegionFactory(code="35.73.04.1001"))
    GroupFactory(name="KIM Lombok", region=RegionFactory(code=MATARAM))

    response = client.get("/kim/", {"q": query})

    assert names(response) == expected
    assert ("Belum ada KIM di Kab. Malang" in response.content.decode()) == (not expected)


def test_a_place_with_kim_of_other_names_is_not_called_empty(client):
    other = GroupFactory(name="KIM Berseri", region=RegionFactory(code=SUKUN))
    RegionStats.objects.update_for(other, +1)

    response = client.get("/kim/", {"q": "melati", "wilayah": "35.73.04"})

    page = response.content.decode()
    assert "Belum ada KIM" not in page
    assert "Tidak ada KIM dengan nama ini di Kec. Sukun" in page
    assert list(response.context["nearest"]) == [other]
    assert 'href="/kim/?wilayah=35.73.04"' in page


def test_a_code_of_bps_is_explained(client):
    page = client.get("/kim/", {"q": "3573030004"}).content.decode()

    assert "Sepertinya ini kode BPS." in page


@pytest.mark.parametrize("groups", [1, 3])
def test_a_search_for_a_place_costs_the_same_at_any_length(
    groups, client, django_assert_num_queries
):
    for _ in range(groups):
        GroupFactory(region=RegionFactory(code=SUKUN))

    with django_assert_num_queries(4):
        assert len(names(client.get("/kim/?q=kecamatan+sukun"))) == groups


def test_a_chosen_place_without_a_kim_leads_to_the_nearest_ones(client):
    RegionFactory(code="35.73.04.1001")
    group = GroupFactory(region=RegionFactory(code="35.73.05.1001"))
    RegionStats.objects.update_for(group, +1)

    response = client.get("/kim/", {"wilayah": "35.73.04"})

    assert list(response.context["nearest"]) == [group]


def test_a_search_that_names_no_place_suggests_no_nearest_kim(client):
    response = client.get("/kim/", {"q": "zzqx"})

    assert response.context["place"] is None
    assert "KIM tidak ditemukan" in response.content.decode()


def test_the_review_page_shows_what_the_public_never_reads(client, sign_in, world):
    private = {"address": "Balai RW 5", "contact_name": "Bu Nur", "contact_phone": "0812-7777-6666"}
    group = GroupFactory(region=world.village, about="Warta kampung.", **private)
    adapter = reverse("admin:review", args=["group", group.pk])

    public = client.get(group.get_absolute_url()).content.decode()
    page = sign_in(world.reviewer).get(adapter).content.decode()
    shown, suppressed = page.split("Tidak pernah tampil untuk publik")

    for text in private.values():
        assert (text in public, text in shown, text in suppressed) == (False, False, True)
