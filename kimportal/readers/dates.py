"""Dates as people write them: 12 Agustus 2014, 12 Agt '14, 12/08/14, a year alone.

`dateparser` reads the names of months. Ours is what it leaves: a year alone, serial numbers of
spreadsheets, the century of two digits, and the order of day and month, which one date cannot tell
and a column of them often can.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from kimportal.readers.names import join_apostrophes
from kimportal.web.normalization import normalize

#: "Hari Jum'at tanggal 12 September 2014 Masehi" is shorter.
MAX_LENGTH = 60
NUMERIC = re.compile(r"'?(?P<a>[0-9]{1,4})\s?(?P<sign>[-/. ])\s?(?P<b>[0-9]{1,2})\s?(?P=sign)\s?"
                     r"'?(?P<c>[0-9]{4}|[0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")  # fmt: skip
#: As other systems write it: 20140812.
COMPACT = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])")
YEAR = re.compile(r"(?:(?:th|thn|tahun|sejak|berdiri)\.?\s*)*(?P<year>(?:19|20)[0-9]{2})")
#: Words around a date that say nothing of it.
AROUND = re.compile(
    r"^(?:.{0,30},\s*)?(?:(?:hari|pada|tgl|tanggal|per|sejak|senin|selasa|rabu|kamis|jumat|sabtu"
    r"|minggu|ahad|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[.,]?\s+)*"
)
#: One day, one month in words, one year, in any of the usual orders.
WORDED = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[\s./-]*(?P<month>[a-z]{3,10})[\s./-]*"
    r"'?(?P<year>[0-9]{4}|[0-9]{2})(?: m| masehi)?"
    r"|(?P<month2>[a-z]{3,10})[\s.]*(?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?[\s,.]+(?P<year2>[0-9]{4})"
    r"|(?P<year3>[0-9]{4})[\s./-]+(?P<month3>[a-z]{3,10})[\s./-]+(?P<day3>[0-9]{1,2})"
)
#: Spellings that dateparser does not know, as it would write them.
MONTHS = {
    "jan": "januari", "djanuari": "januari", "januri": "januari", "january": "januari",
    "feb": "februari", "peb": "februari", "pebr": "februari", "febr": "februari",
    "pebuari": "februari", "febuari": "februari", "nopember": "november", "nop": "november",
    "nov": "november", "mrt": "maret", "mar": "maret", "apr": "april", "mai": "mei",
    "jun": "juni", "djuni": "juni", "jul": "juli", "djuli": "juli", "ags": "agustus",
    "agu": "agustus", "agt": "agustus", "agst": "agustus", "agust": "agustus", "aug": "agustus",
    "augustus": "agustus", "agustu": "agustus", "sept": "september", "sep": "september",
    "okt": "oktober", "oct": "oktober", "des": "desember", "dec": "desember", "dese": "desember",
}  # fmt: skip
#: A day and a time of day: "2020-11-26T19:30", "26 November 2020 pukul 19.30 WIB".
MOMENT = re.compile(
    r"(?P<day>.{5,60}?)(?:T|,? (?:pukul |jam |at )?)(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2}))?(?: ?(?:WIB|WITA|WIT))?",
    re.IGNORECASE,
)
#: Days since 1899-12-30, as spreadsheets count them: 1955 to 2078.
SERIAL = re.compile(r"(?P<days>[2-6][0-9]{4})(?:[.,]0+)?")
SERIAL_ORIGIN = date(1899, 12, 30)
#: Two digits up to so many years ahead are of this century: the end of a decree's term.
YEARS_AHEAD = 20


class Order(StrEnum):
    """Whether the day or the month comes first in a date of numbers."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class UnreadableDate(ValueError):
    """The text is no date; `code` says why: invalid, partial (without its day)."""

    def __init__(self, code: str = "invalid") -> None:
        super().__init__(code)
        self.code = code


def read_date(
    text: str,
    *,
    order: Order = Order.DAY_FIRST,
    year_alone: bool = False,
    serial: bool = False,
    today: date | None = None,
) -> date:
    """Return the date of a text. Raise UnreadableDate.

    `year_alone` takes a year as its first day, which `display_date` shows as the year again;
    `serial` takes the number by which a spreadsheet stores a day.
    """
    plain = _plain(text)
    if year_alone and (match := YEAR.fullmatch(plain)):
        return date(int(match["year"]), 1, 1)
    if match := NUMERIC.fullmatch(plain):
        return _numeric(match, order, today)
    if match := COMPACT.fullmatch(plain):
        return _date(match["year"], match["month"], match["day"])
    if serial and (match := SERIAL.fullmatch(plain)):
        return SERIAL_ORIGIN + timedelta(days=int(match["days"]))
    if match := WORDED.fullmatch(plain) or WORDED.fullmatch(AROUND.sub("", plain)):
        return _worded(match, today)
    raise UnreadableDate("partial" if _is_partial(plain) else "invalid")


def read_moment(text: str) -> datetime:
    """Return the date and time of a text, without a zone. Raise UnreadableDate."""
    match = MOMENT.fullmatch(" ".join(text[: 2 * MAX_LENGTH].split()))
    if match is None:
        raise UnreadableDate
    day = read_date(match["day"])
    try:
        moment = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        raise UnreadableDate
    return datetime.combine(day, moment)


def possible_orders(text: str) -> frozenset[Order]:
    """Return the orders in which a date of numbers can be read; of no date in two ways, none.

    03/02/2020 can be both, 25/02/2020 day-first only; 2020-02-03, 03/03/2020 and 3 Februari 2020
    say nothing about the order.
    """
    match = NUMERIC.fullmatch(_plain(text))
    if match is None or len(match["a"]) > 2:
        return frozenset()
    first, second = int(match["a"]), int(match["b"])
    if first == second:
        return frozenset()
    orders = set()
    if 1 <= first <= 31 and 1 <= second <= 12:
        orders.add(Order.DAY_FIRST)
    if 1 <= first <= 12 and 1 <= second <= 31:
        orders.add(Order.MONTH_FIRST)
    return frozenset(orders)


def column_order(texts: Iterable[str]) -> Order | None:
    """Return the one order in which a column's dates can be read; None if that must be asked.

    A column without a date that has two readings is day-first, which changes nothing.
    """
    sets = [orders for text in texts if (orders := possible_orders(text))]
    common = set(Order).intersection(*sets) if sets else {Order.DAY_FIRST}
    return common.pop() if len(common) == 1 else None


def display_date(value: date | None, formatted: str) -> str:
    """Return the year alone for a day that stands for one (1 January), else `formatted`."""
    if value is None:
        return ""
    return f"{value.year}" if (value.month, value.day) == (1, 1) else formatted


def _plain(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise UnreadableDate
    spaced = " ".join(normalize("NFKC", text).split()).strip(" '`’‘\"")
    return join_apostrophes(re.sub("[‐-―−]", "-", spaced)).casefold().strip(" .,")


def _numeric(match: re.Match[str], order: Order, today: date | None) -> date:
    first, second, third = match["a"], match["b"], match["c"]
    if len(first) == 4:
        return _date(first, second, third) if len(third) == 2 else _refuse()
    if len(first) == 3:
        _refuse()
    day, month = (first, second) if order == Order.DAY_FIRST else (second, first)
    return _date(_year(third, today), month, day)


def _worded(match: re.Match[str], today: date | None) -> date:
    day, month, year = (
        next(match[f"{part}{n}"] for n in ("", "2", "3") if match[f"{part}{n}"])
        for part in ("day", "month", "year")
    )
    number = _month_number(month)
    return _date(_year(year, today), number, day) if number else _refuse()


def _refuse() -> Any:
    raise UnreadableDate


def _date(year: str | int, month: str | int, day: str | int) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise UnreadableDate


def _year(text: str, today: date | None) -> int:
    """Return the year of two or four digits."""
    if len(text) == 4:
        return int(text)
    year = 2000 + int(text)
    return year if year <= (today or date.today()).year + YEARS_AHEAD else year - 100  # noqa: DTZ011


def _is_partial(plain: str) -> bool:
    """Whether a month and a year are there, or a year alone, and no day."""
    if YEAR.fullmatch(plain):
        return True
    match = re.fullmatch(r"([a-z]{3,10})[\s./-]*([0-9]{4})|[0-9]{1,2}[/-][0-9]{4}", plain)
    return match is not None and (match[1] is None or bool(_month_number(match[1])))


@lru_cache(maxsize=512)
def _month_number(word: str) -> int:
    """Return 1 to 12 for the name of a month, 0 for any other word."""
    parsed = _parser().get_date_data(f"1 {MONTHS.get(word, word)} 2001").date_obj
    return parsed.month if parsed and (parsed.day, parsed.year) == (1, 2001) else 0


@cache
def _parser() -> Any:
    # Imported here: it loads its languages at once, and most processes read no date in words.
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["id", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "STRICT_PARSING": True,
            "PARSERS": ["absolute-time"],
            "PREFER_LOCALE_DATE_ORDER": False,
        },
    )
