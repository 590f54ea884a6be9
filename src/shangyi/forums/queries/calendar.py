"""The month on the desk: every gathering and every day that is due, of all the places one works for."""

from __future__ import annotations

from calendar import Calendar, monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from shangyi.forums.models import Gathering, Series
from shangyi.forums.queries.gatherings import seen_by_staff
from shangyi.forums.queries.series import Kept, kept, running, series_seen_by, sitting_of, span_of
from shangyi.forums.rules.series import Slot, Standing, slots
from shangyi.kernel.actor import Actor
from shangyi.kernel.calendar import WorkingCalendar
from shangyi.rulepacks.queries import rules_at

MOST_GATHERINGS = 600
MOST_SERIES = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar: the slot with the gathering, the series, or both."""

    slot: Slot
    gathering: Gathering | None = None
    series: Series | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the grid; `inside` the month that is shown."""

    day: date
    inside: bool
    holiday: str
    is_off: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks; `is_cut` when there were more gatherings or series than are shown."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    is_cut: bool

    @property
    def days(self) -> tuple[Day, ...]:
        return tuple(day for week in self.weeks for day in week)

    def n(self, standing: Standing) -> int:
        """How many entries of the month itself stand so."""
        inside = (entry for day in self.days if day.inside for entry in day.entries)
        return sum(1 for entry in inside if entry.slot.standing is standing)


def month_of(actor: Actor, first: date, now: datetime) -> Month:
    """The calendar of one month, in a number of queries that no number of gatherings changes."""
    calendar = rules_at("", timezone.localdate(now)).calendar
    grid = Calendar().monthdatescalendar(first.year, first.month)
    since, until = grid[0][0], grid[-1][-1]
    begin, end = span_of(since, until, calendar)
    rows = (
        seen_by_staff(actor)
        .filter(planned_at__gte=begin, planned_at__lt=end)
        .select_related("place", "series")
    )
    gatherings = list(rows.order_by("planned_at", "pk")[: MOST_GATHERINGS + 1])
    alive = running(series_seen_by(actor), since).filter(started_on__lte=until)
    series = list(alive[: MOST_SERIES + 1])
    entries = _entries(
        gatherings[:MOST_GATHERINGS], kept(series[:MOST_SERIES], since), since, until, now, calendar
    )
    weeks = tuple(tuple(_day(day, first, entries, calendar) for day in week) for week in grid)
    return Month(first, weeks, len(gatherings) > MOST_GATHERINGS or len(series) > MOST_SERIES)


def _entries(
    gatherings: list[Gathering],
    owed: list[Kept],
    since: date,
    until: date,
    now: datetime,
    calendar: WorkingCalendar,
) -> dict[date, list[Entry]]:
    by_pk = {row.pk: row for row in gatherings}
    rows = [
        Entry(slot, by_pk[slot.sitting or 0], by_pk[slot.sitting or 0].series)
        for slot in slots((), map(sitting_of, gatherings), {}, now, calendar)
    ]
    rows += [Entry(slot, None, each.series) for each in owed for slot in each.slots(since, until, (), now)]
    found: dict[date, list[Entry]] = {}
    for row in sorted(rows, key=lambda row: row.slot.starts):
        found.setdefault(row.slot.day, []).append(row)
    return found


def _day(day: date, first: date, entries: dict[date, list[Entry]], calendar: WorkingCalendar) -> Day:
    return Day(
        day,
        (day.year, day.month) == (first.year, first.month),
        calendar.holiday_name(day),
        not calendar.is_working_day(day),
        tuple(entries.get(day, ())),
    )


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return first + timedelta(days=monthrange(first.year, first.month)[1])
