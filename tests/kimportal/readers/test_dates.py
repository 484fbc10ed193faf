"""Dates as Indonesians write them, and what is no date."""

import contextlib
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimportal.readers.dates import (
    Order,
    UnreadableDate,
    column_order,
    display_date,
    possible_orders,
    read_date,
    read_moment,
)

MONTHS = [
    "Januari Jan Djanuari January",
    "Februari Pebruari Feb Peb",
    "Maret Mar Mrt March",
    "April Apr APRIL",
    "Mei May MEI",
    "Juni Jun Djuni June",
    "Juli Jul Djuli July",
    "Agustus Agust Agt Ags Agu Augustus August",
    "September Sept Sep",
    "Oktober Okt Oct October",
    "November Nopember Nov Nop",
    "Desember Des Dec December",
]
WEEKDAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jum'at", "Jum’at", "Jumat", "Sabtu", "Minggu"]
DAYS = st.dates(date(1945, 8, 17), date(2040, 12, 31))


@st.composite
def written(draw, days=DAYS):
    """Draw (date, one of the ways to write it)."""
    day = draw(days)
    month = draw(st.sampled_from(MONTHS[day.month - 1].split()))
    month = draw(st.sampled_from([month, month.upper(), month.lower(), f"{month}."]))
    numbers = [f"{day.day}", f"{day.day:02}"], [f"{day.month}", f"{day.month:02}"]
    first, second = (draw(st.sampled_from(forms)) for forms in numbers)
    sign = draw(st.sampled_from([*"-/. ", " - ", "–", " / "]))
    text = draw(
        st.sampled_from(
            [
                f"{first}{sign}{second}{sign}{day.year}",
                day.isoformat(),
                f"{day.isoformat()} 00:00:00",
                f"{day:%Y%m%d}",
                f"{first} {month} {day.year}",
                f"{first}-{month.rstrip('.')}-{day.year}",
                f"{first}{month.rstrip('.')}{day.year}",
                f"{month.rstrip('.')} {first}, {day.year}",
                f"{draw(st.sampled_from(WEEKDAYS))}, {first} {month} {day.year}",
                f"tgl. {first} {month} {day.year}",
                f"Malang, {first} {month} {day.year}",
            ]
        )
    )
    return day, draw(st.sampled_from([text, f" {text} ", f"'{text}", f"{text}."]))


@settings(deadline=None)  # the first date in words loads the names of months
@given(written())
def test_every_usual_way_to_write_a_date_gives_that_date(pair):
    day, text = pair

    assert read_date(text) == day


@settings(deadline=None)
@given(written(st.dates(date(1980, 1, 1), date(2040, 12, 31))))
def test_two_digits_of_a_year_are_enough_in_words_and_numbers(pair):
    day, _text = pair
    for text in (f"{day:%d/%m/%y}", f"{day.day} {MONTHS[day.month - 1].split()[0]} '{day:%y}"):
        assert read_date(text, today=date(2026, 12, 1)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 Agt 2014", date(2014, 8, 12)),
        ("12-Agu-14", date(2014, 8, 12)),
        ("6 Nop 2019", date(2019, 11, 6)),
        ("12.08.98", date(1998, 8, 12)),
        ("31/12/30", date(2030, 12, 31)),
        ("12 Maret 47", date(1947, 3, 12)),
        ("12 Maret 2020 M", date(2020, 3, 12)),
    ],
)
def test_dates_as_offices_write_them(text, day):
    assert read_date(text, today=date(2026, 12, 1)) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2014", "invalid"),
        ("08/25/2014", "invalid"),
        ("10 Muharram 1440", "invalid"),
        ("kemarin", "invalid"),
        ("2 hari lalu", "invalid"),
        ("1 dan 2 Mei 2014", "invalid"),
        ("12 Agustus", "invalid"),
        ("41863", "invalid"),
        ("2014-13-01", "invalid"),
        ("123/4/2014", "invalid"),
        ("2014", "partial"),
        ("Agustus 2014", "partial"),
        ("8/2014", "partial"),
    ],
)
def test_what_is_no_whole_date_is_refused(text, code):
    with pytest.raises(UnreadableDate) as error:
        read_date(text)

    assert error.value.code == code


@pytest.mark.parametrize("text", ["2014", "Tahun 2014", "thn. 2014", "sejak tahun 2014", "2014."])
def test_a_year_alone_is_read_where_it_may_stand_alone(text):
    assert read_date(text, year_alone=True) == date(2014, 1, 1)


def test_the_number_of_a_spreadsheet_is_read_where_it_may_stand():
    assert read_date("41863", serial=True) == date(2014, 8, 12)
    assert read_date("41863.0", serial=True) == date(2014, 8, 12)


def test_month_first_is_an_order_of_its_own():
    assert read_date("03/02/2020", order=Order.MONTH_FIRST) == date(2020, 3, 2)
    assert read_date("3 Februari 2020", order=Order.MONTH_FIRST) == date(2020, 2, 3)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["25/02/2020", "03/02/2020"], Order.DAY_FIRST),
        (["02/25/2020", "03/02/2020"], Order.MONTH_FIRST),
        (["03/02/2020", "04/05/2020"], None),
        (["25/02/2020", "02/25/2020"], None),
        (["2020-02-03", "3 Februari 2020", "03/03/2020", "belum ada"], Order.DAY_FIRST),
        ([], Order.DAY_FIRST),
    ],
)
def test_a_column_tells_its_order_or_is_asked(texts, order):
    assert column_order(texts) == order


def test_a_date_in_words_has_no_second_reading():
    assert possible_orders("3 Februari 2020") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "2020-11-26T19:30",
        "2020-11-26 19:30:00",
        "26/11/2020 19:30",
        "26 November 2020 pukul 19.30 WIB",
        "Kamis, 26 Nop 2020, 19.30",
    ],
)
def test_a_day_and_time_are_read(text):
    assert read_moment(text) == datetime(2020, 11, 26, 19, 30)  # noqa: DTZ001


@pytest.mark.parametrize("text", ["2020-11-26", "26/11/2020 25:00", "19:30", ""])
def test_half_a_moment_is_refused(text):
    with pytest.raises(UnreadableDate):
        read_moment(text)


def test_the_first_of_january_stands_for_its_year():
    assert display_date(date(2014, 1, 1), "1 Januari 2014") == "2014"
    assert display_date(date(2014, 1, 2), "2 Januari 2014") == "2 Januari 2014"
    assert display_date(None, "") == ""


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_date_or_refused(text):
    codes = set()
    for options in ({}, {"year_alone": True, "serial": True, "order": Order.MONTH_FIRST}):
        try:
            assert isinstance(read_date(text, **options), date)
        except UnreadableDate as refused:
            codes.add(refused.code)
    with contextlib.suppress(UnreadableDate):
        read_moment(text)
    assert codes <= {"invalid", "partial"}
