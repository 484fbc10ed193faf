"""Template tags and filters."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import strip_tags

from kimportal.ui import template_tags

EVENING = datetime(2020, 11, 26, 12, 30, tzinfo=UTC)


def render(text, path="/", **context):
    request = RequestFactory().get(path)
    return Template(text).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "19.30 WIB"),
        ("Asia/Makassar", "20.30 WITA"),
        ("Asia/Jayapura", "21.30 WIT"),
        ("", "19.30 WIB"),
    ],
)
def test_clock_shows_the_zone(zone, expected):
    assert template_tags.clock(EVENING, zone) == expected


def test_moment_is_a_full_date_in_either_language():
    indonesian = template_tags.moment(EVENING, "Asia/Jayapura")
    with translation.override("en"):
        english = template_tags.moment(EVENING, "Asia/Jayapura")

    assert indonesian == (
        '<time datetime="2020-11-26T21:30:00+09:00">Kamis, 26 November 2020, pukul 21.30 WIT</time>'
    )
    assert english == (
        '<time datetime="2020-11-26T21:30:00+09:00">Thursday, 26 November 2020, 21:30 WIT</time>'
    )


def test_the_date_changes_at_midnight_of_its_zone():
    late = datetime(2020, 11, 26, 15, 30, tzinfo=UTC)

    assert template_tags.day(late, "Asia/Jakarta") == "26 November 2020"
    assert template_tags.day(late, "Asia/Jayapura") == "27 November 2020"
    assert template_tags.day(date(2020, 12, 9)) == "9 Desember 2020"


def test_numbers_have_indonesian_separators():
    assert template_tags.number(1234567) == "1.234.567"
    assert template_tags.percent(77.5) == "77,5%"
    assert template_tags.percent(77.0) == "77%"
    assert template_tags.percent(None) == ""


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "1\xa0KB"), (499, "1\xa0KB"), (84_213, "84\xa0KB"), (1_240_000, "1,2\xa0MB"), (None, "")],
)
def test_sizes_are_in_decimal_units(count, expected):
    assert template_tags.size(count) == expected


def test_icons_are_hidden_unless_labelled():
    assert 'aria-hidden="true"' in template_tags.icon("seal")
    assert 'role="img" aria-label="Terverifikasi &lt;b&gt;"' in template_tags.icon(
        "seal", "Terverifikasi <b>"
    )


def test_nav_links_mark_the_current_page():
    link = '{% nav_link "style_guide" "Gaya" %}'

    assert render(link, "/") == '<a href="/tentang/gaya/">Gaya</a>'
    assert render(link, "/tentang/gaya/") == (
        '<a href="/tentang/gaya/" aria-current="page">Gaya</a>'
    )
    assert render(link, "/tentang/gaya/warna/") == (
        '<a href="/tentang/gaya/" aria-current="true">Gaya</a>'
    )
    assert render('{% nav_link "style_guide" "Gaya" exact=True %}', "/tentang/gaya/warna/") == (
        '<a href="/tentang/gaya/">Gaya</a>'
    )


def test_nav_links_to_missing_pages_are_not_rendered():
    assert render('{% nav_link "no_such_page" "?" %}') == ""


def test_language_url_is_the_same_page():
    path = "/tentang/gaya/?hal=2"

    assert render('{% language_url "en" %}', path) == "/en/tentang/gaya/?hal=2"
    assert render('{% language_url "id" %}', path) == path


@pytest.mark.parametrize(
    ("user_agent", "expected"),
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
def test_devices_have_common_names(user_agent, expected):
    assert template_tags.device(user_agent) == expected


def test_language_url_never_leaves_the_portal():
    with translation.override("en"):
        assert render('{% language_url "id" %}', "/en//evil.example/") == "/%2Fevil.example/"


@pytest.mark.parametrize(
    ("ends", "expected"),
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
def test_a_period_on_one_day_has_one_date(ends, expected):
    html = render("{% period starts ends 'Asia/Jakarta' %}", starts=EVENING, ends=ends)

    assert strip_tags(html) == expected


def test_field_labels_are_those_of_the_models():
    names = ["story", "founded", "officers-0-phone", "akhir", "<b>"]

    labels = [str(template_tags.field_label(name)) for name in names]
    assert labels == ["Apa yang terjadi", "Berdiri", "Telepon", "Akhir", "<b>"]


def test_a_nav_link_can_mark_one_more_page():
    link = '{% nav_link "account_home" "Data" exact=True also="account_edit" %}'

    is_marked = ["aria-current" in render(link, f"/akun/{page}") for page in ("data/", "email/")]

    assert is_marked == [True, False]
