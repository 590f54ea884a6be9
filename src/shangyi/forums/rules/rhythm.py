"""On which days a series sits: a union of rules, and what happens to an instance that falls on a holiday.

A rhythm has no end: whoever asks names a span, and the answer is never longer than that span. Days off are data
of a region; a year without data is answered with a warning and no guess, and the instance stays where the rule
puts it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shangyi.kernel.calendar import WorkingCalendar

DAY = timedelta(days=1)
LONGEST_HOLIDAY = 40
"""Days that are looked back for an instance that a holiday has pushed into the span that is asked for."""

SEARCHED_DAYS = 366 * 9
"""How far the next instance is looked for: 29 February can be eight years away."""

LAST_DAY = date(2200, 12, 31)


class Holiday(StrEnum):
    """What becomes of an instance on a day that is off by notice; an ordinary weekend is none."""

    KEEP = "keep"
    SKIP = "skip"
    SHIFT = "shift"  # to the next working day


@dataclass(frozen=True, slots=True)
class Rule:
    """Days that fit all that is said: dates of the month, weekdays, the n-th of the month, months, every n weeks.

    `dates` counts from 1, and -1 is the last day; a month without such a date has no instance. `nth` counts the
    weekday in its month, -1 is the last. `every` weeks count from the week of the first day of the series.
    """

    at: time
    dates: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    nth: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    every: int = 1

    def fits(self, day: date, first: date) -> bool:
        """Whether the rule names this day."""
        length = monthrange(day.year, day.month)[1]
        return (
            (not self.months or day.month in self.months)
            and (not self.dates or day.day in self.dates or day.day - length - 1 in self.dates)
            and (not self.weekdays or day.weekday() in self.weekdays)
            and (not self.nth or bool({(day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)} & {*self.nth}))
            and (self.every == 1 or _weeks_between(first, day) % self.every == 0)
        )


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A union of rules and what holidays do to it."""

    rules: tuple[Rule, ...]
    holiday: Holiday = Holiday.KEEP

    def time_on(self, day: date, first: date) -> time | None:
        """When it begins on a day that some rule names: the earliest, since a series sits once a day."""
        return min((rule.at for rule in self.rules if rule.fits(day, first)), default=None)


@dataclass(frozen=True, slots=True)
class Instance:
    """One sitting that the rhythm asks for. `named` is the day that the rule names, `day` the one that it became.

    `is_unsure`: the calendar does not know yet whether that day is worked.
    """

    named: date
    day: date
    at: time
    holiday: str = ""
    is_unsure: bool = False

    @property
    def was_shifted(self) -> bool:
        return self.day != self.named

    def starts(self, calendar: WorkingCalendar) -> datetime:
        return datetime.combine(self.day, self.at, calendar.zone)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that the rule names and that is left out because it is off."""

    day: date
    holiday: str


def _weeks_between(first: date, day: date) -> int:
    return (day - timedelta(days=day.weekday()) - (first - timedelta(days=first.weekday()))).days // 7


def instances(
    rhythm: Rhythm, since: date, until: date, calendar: WorkingCalendar, *, first: date
) -> tuple[Instance, ...]:
    """The instances on the days from since to until, both included, of a series that begins on `first`.

    In the order of their days and at most one a day: where a shifted one meets another, the one that the rule
    names for that day stays, else the earlier one. The answer for a span is the same however it is cut.
    """
    found: dict[date, Instance] = {}
    start = max(first, since - timedelta(days=LONGEST_HOLIDAY))
    for instance in _moved(rhythm, start, until, calendar, first):
        known = found.get(instance.day)
        if known is None or (known.was_shifted and not instance.was_shifted):
            found[instance.day] = instance
    return tuple(found[day] for day in sorted(found) if since <= day <= until)


def next_instances(
    rhythm: Rhythm, after: date, n: int, calendar: WorkingCalendar, *, first: date
) -> tuple[Instance, ...]:
    """The next n instances on or after a day; fewer, when the rules name no more within nine years."""
    found: tuple[Instance, ...] = ()
    until, last = after, min(after + timedelta(days=SEARCHED_DAYS), LAST_DAY)
    step = timedelta(days=64)
    while len(found) < n and until < last:
        until = min(until + step, last)
        found = instances(rhythm, after, until, calendar, first=first)
        step *= 2
    return found[:n]


def skipped(
    rhythm: Rhythm, since: date, until: date, calendar: WorkingCalendar, *, first: date
) -> tuple[Skipped, ...]:
    """The days in the span that the rules name and that are left out as holidays."""
    if rhythm.holiday is not Holiday.SKIP:
        return ()
    named = (day for day, _at in _named(rhythm, max(first, since), until, first))
    return tuple(Skipped(day, calendar.holiday_name(day)) for day in named if calendar.is_holiday(day))


def ever_occurs(rhythm: Rhythm, first: date) -> bool:
    """Whether the rules name any day at all within nine years."""
    return (
        next(_named(rhythm, first, min(first + timedelta(days=SEARCHED_DAYS), LAST_DAY), first), None)
        is not None
    )


def _named(rhythm: Rhythm, since: date, until: date, first: date) -> Iterator[tuple[date, time]]:
    day = since
    while day <= min(until, LAST_DAY):
        at = rhythm.time_on(day, first)
        if at is not None:
            yield day, at
        day += DAY


def _moved(
    rhythm: Rhythm, since: date, until: date, calendar: WorkingCalendar, first: date
) -> Iterator[Instance]:
    for named, at in _named(rhythm, since, until, first):
        unsure = named.year not in calendar.years
        holiday = calendar.holiday_name(named) if calendar.is_holiday(named) else ""
        if calendar.is_holiday(named) and rhythm.holiday is Holiday.SKIP:
            continue
        moves = calendar.is_holiday(named) and rhythm.holiday is Holiday.SHIFT
        day = calendar.next_working_day(named) if moves else named
        yield Instance(named, day, at, holiday, unsure or day.year not in calendar.years)
