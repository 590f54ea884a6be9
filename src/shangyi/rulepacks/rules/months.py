"""A year of a working calendar as twelve months of weeks, for the eye."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shangyi.kernel.calendar import FIRST_YEAR, LAST_YEAR, SATURDAY

if TYPE_CHECKING:
    from shangyi.kernel.calendar import WorkingCalendar

DayKind = Literal["work", "weekend", "off", "makeup"]


@dataclass(frozen=True, slots=True)
class Day:
    """One day: worked, weekend, off by notice, or worked in exchange; `unconfirmed` when its source is weak."""

    day: date
    kind: DayKind
    name: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday to Sunday; None stands for a day of another month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Days off in a row that have one name."""

    name: str
    first: date
    last: date
    unconfirmed: bool


def months_of(calendar: WorkingCalendar, year: int) -> tuple[Month, ...]:
    """The twelve months; years outside what the calendar can count are empty."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ()
    return tuple(_month(calendar, year, number) for number in range(1, 13))


def _month(calendar: WorkingCalendar, year: int, number: int) -> Month:
    weeks = tuple(
        tuple(_day(calendar, day) if day.month == number else None for day in week)
        for week in Calendar().monthdatescalendar(year, number)
    )
    return Month(date(year, number, 1), weeks)


def _day(calendar: WorkingCalendar, day: date) -> Day:
    known = calendar.years.get(day.year)
    unconfirmed = known is not None and day in known.unconfirmed
    return Day(day, _kind(calendar, day), calendar.holiday_name(day), unconfirmed)


def _kind(calendar: WorkingCalendar, day: date) -> DayKind:
    if calendar.is_makeup_day(day):
        return "makeup"
    if calendar.is_holiday(day):
        return "off"
    return "weekend" if day.weekday() >= SATURDAY else "work"


def runs_of(calendar: WorkingCalendar, year: int) -> tuple[Run, ...]:
    """The days off of a year by name, in their order; a weekend between two days of one name does not part them."""
    known = calendar.years.get(year)
    found: list[Run] = []
    for day in sorted(known.holidays) if known else ():
        name, doubtful = calendar.holiday_name(day), known is not None and day in known.unconfirmed
        last = found[-1] if found else None
        if last and last.name == name and day - last.last <= timedelta(days=3):
            found[-1] = Run(name, last.first, day, last.unconfirmed or doubtful)
        else:
            found.append(Run(name, day, day, doubtful))
    return tuple(found)
