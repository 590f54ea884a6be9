"""Ningxia's calendar as shipped, day by day against two independent data sets."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import pytest

from shangyi.kernel.calendar import Limit, WorkingCalendar, due
from shangyi.kernel.promises import find_promises
from shangyi.rulepacks.rules import load_calendar
from tests.rulepacks.shipped import shipped

NINGXIA = load_calendar(shipped("calendars", "ningxia"))
NATIONAL_ONLY = WorkingCalendar(
    region="national",
    timezone=NINGXIA.timezone,
    years=NINGXIA.years,
    opens=NINGXIA.opens,
    closes=NINGXIA.closes,
)


def days_of(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


def own_days(year: int) -> frozenset[date]:
    return NINGXIA.years[year].unconfirmed


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_an_official_year_agrees_with_chinesecalendar_but_for_ningxia_s_own(year: int) -> None:
    differing = {
        day for day in days_of(year) if NINGXIA.is_working_day(day) != chinese_calendar.is_workday(day)
    }
    assert differing == own_days(year)


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_an_official_year_agrees_with_holidays_but_for_ningxia_s_own(year: int) -> None:
    table = holidays.country_holidays("CN", years=year)
    differing = {day for day in days_of(year) if NINGXIA.is_working_day(day) != table.is_working_day(day)}
    assert differing == own_days(year)


def test_the_provisional_year_has_the_legal_days_off_and_no_swaps() -> None:
    table = holidays.country_holidays("CN", years=2027)
    differing = {day for day in days_of(2027) if NINGXIA.is_working_day(day) != table.is_working_day(day)}

    assert differing == own_days(2027)
    assert (NINGXIA.years[2027].official, NINGXIA.years[2027].makeup_days) == (False, frozenset())


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_ningxia_s_own_festivals_are_two_days_each_and_marked_unconfirmed(year: int) -> None:
    names = sorted(NINGXIA.years[year].names[day] for day in own_days(year))
    assert names == ["古尔邦节", "古尔邦节", "开斋节", "开斋节"]


def test_a_count_across_an_unconfirmed_festival_says_which_days() -> None:
    start = datetime(2026, 3, 18, 10, tzinfo=ZoneInfo("Asia/Shanghai"))

    answer = due(start, Limit(5, "working_days"), NINGXIA)

    assert answer.day == date(2026, 3, 27)
    assert [(note.code, note.facts["day"]) for note in answer.warnings] == [
        ("calendar.day-unconfirmed", date(2026, 3, 20)),
        ("calendar.day-unconfirmed", date(2026, 3, 23)),
    ]


@pytest.mark.trace("XC-15")
@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("清明前", date(2026, 4, 3)),
        ("供暖前", date(2026, 10, 31)),
        ("汛期之前", date(2026, 5, 31)),
        ("中秋节前", date(2026, 9, 24)),
        ("国庆前", date(2026, 9, 30)),
        ("春节前", date(2027, 2, 4)),
        ("古尔邦节前", date(2026, 5, 25)),
    ],
)
def test_seasons_of_the_region_are_understood(text: str, last: date) -> None:
    now = datetime(2026, 3, 11, 10, tzinfo=ZoneInfo("Asia/Shanghai"))

    (found,) = find_promises(text, now, NINGXIA)

    assert found.due is not None
    assert found.due.day == last
