"""The words every template may use."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import strip_tags

from kimportal.ui import template_tags

EVENING = datetime(2020, 11, 26, 12, 30, tzinfo=UTC)


def rendered(text, path="/", **facts):
    request = RequestFactory().get(path)
    return Template(text).render(Context({"request": request, **facts}))


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Jakarta", "19.30 WIB"),
        ("Asia/Makassar", "20.30 WITA"),
        ("Asia/Jayapura", "21.30 WIT"),
        ("", "19.30 WIB"),
    ],
)
def test_clocks_say_their_zone(zone, words):
    assert template_tags.clock(EVENING, zone) == words


def test_a_moment_is_a_full_date_in_either_language():
    indonesian = template_tags.moment(EVENING, "Asia/Jayapura")
    with translation.override("en"):
        english = template_tags.moment(EVENING, "Asia/Jayapura")

    assert indonesian == (
        '<time datetime="2020-11-26T21:30:00+09:00">Kamis, 26 November 2020, pukul 21.30 WIT</time>'
    )
    assert english == (
        '<time datetime="2020-11-26T21:30:00+09:00">Thursday, 26 November 2020, 21:30 WIT</time>'
    )


def test_a_day_turns_at_midnight_of_its_own_zone():
    late = datetime(2020, 11, 26, 15, 30, tzinfo=UTC)

    assert template_tags.day(late, "Asia/Jakarta") == "26 November 2020"
    assert template_tags.day(late, "Asia/Jayapura") == "27 November 2020"
    assert template_tags.day(date(2020, 12, 9)) == "9 Desember 2020"


def test_numbers_are_written_the_indonesian_way():
    assert template_tags.number(1234567) == "1.234.567"
    assert template_tags.percent(77.5) == "77,5%"
    assert template_tags.percent(77.0) == "77%"
    assert template_tags.percent(None) == ""


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "1\xa0KB"), (499, "1\xa0KB"), (84_213, "84\xa0KB"), (1_240_000, "1,2\xa0MB"), (None, "")],
)
def test_sizes_are_what_a_reader_pays(count, words):
    assert template_tags.size(count) == words


def test_icons_are_silent_unless_named():
    assert 'aria-hidden="true"' in template_tags.icon("seal")
    assert 'role="img" aria-label="Terverifikasi &lt;b&gt;"' in template_tags.icon(
        "seal", "Terverifikasi <b>"
    )


def test_links_know_where_the_reader_is():
    link = '{% nav_link "style_guide" "Gaya" %}'

    assert rendered(link, "/") == '<a href="/tentang/gaya/">Gaya</a>'
    assert rendered(link, "/tentang/gaya/") == (
        '<a href="/tentang/gaya/" aria-current="page">Gaya</a>'
    )
    assert rendered(link, "/tentang/gaya/warna/") == (
        '<a href="/tentang/gaya/" aria-current="true">Gaya</a>'
    )
    assert rendered('{% nav_link "style_guide" "Gaya" exact=True %}', "/tentang/gaya/warna/") == (
        '<a href="/tentang/gaya/">Gaya</a>'
    )


def test_links_to_missing_pages_are_not_drawn():
    assert rendered('{% nav_link "no_such_page" "?" %}') == ""


def test_a_page_knows_itself_in_the_other_language():
    path = "/tentang/gaya/?hal=2"

    assert rendered('{% language_url "en" %}', path) == "/en/tentang/gaya/?hal=2"
    assert rendered('{% language_url "id" %}', path) == path


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10; SM-A107F) AppleWebKit/537.36 (KHTML, like Gecko) "
            "SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("", "Browser, perangkat tak dikenal"),
    ],
)
def test_devices_are_named_as_people_name_them(user_agent, words):
    assert template_tags.device(user_agent) == words


def test_the_other_languages_address_never_leaves_the_portal():
    with translation.override("en"):
        assert rendered('{% language_url "id" %}', "/en//evil.example/") == "/%2Fevil.example/"


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (
            datetime(2020, 11, 26, 14, 0, tzinfo=UTC),
            "Kamis, 26 November 2020, pukul 19.30–21.00 WIB",
        ),
        (
            datetime(2020, 11, 26, 17, 0, tzinfo=UTC),
            "Kamis, 26 November 2020, pukul 19.30 WIB – Jumat, 27 November 2020, pukul 00.00 WIB",
        ),
    ],
)
def test_a_period_names_a_day_and_a_zone_once_unless_it_ends_on_another_day(ends, words):
    told = rendered("{% period starts ends 'Asia/Jakarta' %}", starts=EVENING, ends=ends)

    assert strip_tags(told) == words


def test_a_field_that_comes_back_is_called_what_its_form_calls_it():
    names = ["story", "founded", "officers-0-phone", "akhir", "<b>"]

    labels = [str(template_tags.field_label(name)) for name in names]
    assert labels == ["Apa yang terjadi", "Berdiri", "Telepon", "Akhir", "<b>"]


def test_a_link_may_stand_for_one_page_more():
    link = '{% nav_link "account_home" "Data" exact=True also="account_edit" %}'

    marked = ["aria-current" in rendered(link, f"/akun/{page}") for page in ("data/", "email/")]

    assert marked == [True, False]
