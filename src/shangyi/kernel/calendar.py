"""The working calendar of one region, as data, and the time arithmetic of the Civil Code (民法典 200–204).

Which days are worked is decided every year by notice, so nothing here knows a rule for it: a year is data,
and a year without data is answered by Monday to Friday with a warning that says so.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shangyi.kernel.limits import Due, Ends, Limit, LimitUnit, Note
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CalendarYear", "Due", "Limit", "LimitUnit", "Note", "Season", "WorkingCalendar", "due"]

SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 1900, 2200
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Season:
    """A festival or season of one year: its own day, and the first and last day of the time off around it."""

    code: str
    day: date
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year: days off, weekend days that are worked in exchange, and where that was read.

    `official` is false while the yearly notice is not out. `unconfirmed` are days off whose own source is
    weaker than the year's: a count that passes over one says so.
    """

    year: int
    official: bool
    holidays: frozenset[date]
    makeup_days: frozenset[date]
    source: str
    unconfirmed: frozenset[date] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, hash=False)
    seasons: Mapping[str, Season] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class WorkingCalendar:
    """The days and hours of work of a region. `season_words` maps the words people use to season codes."""

    region: str
    timezone: str
    years: Mapping[int, CalendarYear] = field(hash=False)
    opens: time
    closes: time
    season_words: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """The moment on the region's own clock. Refused: calendar.naive-moment, calendar.out-of-range."""
        if moment.tzinfo is None or moment.utcoffset() is None:
            raise Refused("calendar.naive-moment", moment=moment.isoformat())
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise Refused("calendar.out-of-range", year=moment.year, first=FIRST_YEAR, last=LAST_YEAR)
        return moment.astimezone(self.zone)

    def is_working_day(self, day: date) -> bool:
        """Whether people are at work; ask `warnings_for` how sure that is."""
        known = self.years.get(day.year)
        if known is not None and day in known.makeup_days:
            return True
        return day.weekday() < SATURDAY and not (known is not None and day in known.holidays)

    def is_makeup_day(self, day: date) -> bool:
        known = self.years.get(day.year)
        return known is not None and day in known.makeup_days

    def is_holiday(self, day: date) -> bool:
        """Whether the day is off by notice; an ordinary weekend is not."""
        known = self.years.get(day.year)
        return known is not None and day in known.holidays

    def holiday_name(self, day: date) -> str:
        known = self.years.get(day.year)
        return known.names.get(day, "") if known else ""

    def warnings_for(self, first: date, last: date) -> tuple[Note, ...]:
        """What is uncertain about the days from first to last, both included: years, then single days off."""
        notes = []
        for year in range(first.year, last.year + 1):
            known = self.years.get(year)
            if known is None:
                notes.append(Note("calendar.year-unknown", {"year": year}))
                continue
            if not known.official:
                notes.append(Note("calendar.year-provisional", {"year": year}))
            doubtful = sorted(day for day in known.unconfirmed if first <= day <= last)
            notes += [_unconfirmed(day, known) for day in doubtful]
        return tuple(notes)

    def next_working_day(self, day: date) -> date:
        """The first working day after the given day, never the day itself."""
        return self.add_working_days(day, 1)

    def working_day_on_or_after(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it: 民法典 203."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def add_working_days(self, day: date, n_days: int) -> date:
        """The n-th working day after the given day, which is itself not counted; a negative n goes back.

        Zero gives the day itself, worked or not.
        """
        step = DAY if n_days > 0 else -DAY
        for _ in range(abs(n_days)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def add_calendar_days(self, day: date, n_days: int) -> date:
        """The n-th day after the given one, holidays counted like any other."""
        return day + timedelta(days=n_days)

    def add_hours(self, moment: datetime, n_hours: int) -> datetime:
        """The moment n hours on; hours run through nights and holidays: 民法典 201."""
        return (self.local(moment).astimezone(ZoneInfo("UTC")) + timedelta(hours=n_hours)).astimezone(
            self.zone
        )

    def add_months(self, day: date, n_months: int) -> date:
        """The same date n months on, or the month's end where there is none: 民法典 202."""
        months = day.year * 12 + day.month - 1 + n_months
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def next_working_moment(self, moment: datetime) -> datetime:
        """The moment itself when the office is open, else the next opening: when a reminder may be sent."""
        here = self.local(moment)
        if self.is_working_day(here.date()) and here.time() < self.closes:
            return max(here, self.opening(here.date()))
        return self.opening(self.next_working_day(here.date()))

    def add_working_hours(self, moment: datetime, n_hours: int) -> datetime:
        """The moment after n hours of open office, counted from the moment or from the next opening."""
        left = timedelta(hours=n_hours)
        here = self.next_working_moment(moment)
        while (open_for := self.closing(here.date()) - here) < left:
            left -= open_for
            here = self.opening(self.next_working_day(here.date()))
        return here + left

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.opens, self.zone)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.closes, self.zone)

    def last_moment(self, day: date, ends: Ends) -> datetime:
        """The last moment of the day that is in time: its last microsecond, or close of business."""
        return self.closing(day) if ends == "close" else datetime.combine(day, time.max, self.zone)

    def season(self, code: str, year: int) -> Season:
        """The season in that year. Refused: calendar.season-unknown, calendar.season-undated."""
        known = self.years.get(year)
        found = known.seasons.get(code) if known else None
        if found is None:
            unknown = code not in self.season_words.values()
            raise Refused(
                "calendar.season-unknown" if unknown else "calendar.season-undated", season=code, year=year
            )
        return found

    def before_season(self, code: str, now: datetime) -> Due:
        """The end of the last day before the season's time off, this year or, once that has passed, the next.

        "春节前" therefore means the evening before people leave, make-up working day included.
        Refused: calendar.season-unknown, calendar.season-undated.
        """
        today = self.local(now).date()
        season = self.season(code, today.year)
        if season.first <= today:
            season = self.season(code, today.year + 1)
        last = season.first - DAY
        return Due(
            at=self.last_moment(last, "midnight"),
            steps=(
                Note("before-season", {"season": code, "year": season.first.year, "first": season.first}),
            ),
            warnings=self.warnings_for(season.first, season.first),
            day_end=True,
        )


def _unconfirmed(day: date, known: CalendarYear) -> Note:
    return Note("calendar.day-unconfirmed", {"day": day, "name": known.names.get(day, "")})


def due(start: datetime, limit: Limit, calendar: WorkingCalendar) -> Due:
    """The last moment in time for a limit that starts at `start`, with the working and the warnings.

    Hours run from the stated moment and ignore holidays (民法典 201). For everything longer the start day is
    not counted (201); a month without the same date ends on its last day (202); a period of calendar days,
    months or years whose last day is off ends on the next working day (203). Ordinary weekends are off,
    make-up days are not. Never before `start`; a later start or a larger amount never gives an earlier
    moment.
    Refused: calendar.naive-moment, calendar.out-of-range.
    """
    here = calendar.local(start)
    if limit.unit == "hours":
        at = calendar.add_hours(start, limit.amount)
        return Due(at, (Note("hours-run", {"start": here, "hours": limit.amount, "end": at}),))
    if limit.unit == "working_hours":
        at = calendar.add_working_hours(start, limit.amount)
        return Due(at, _office_steps(here, limit, at), calendar.warnings_for(here.date(), at.date()))
    steps = [Note("start-day-not-counted", {"day": here.date()})]
    if limit.unit == "working_days":
        last = calendar.add_working_days(here.date(), limit.amount)
        steps += _count_steps(calendar, here.date(), last, limit.amount)
        warnings = calendar.warnings_for(here.date() + DAY, last)
    else:
        named, more = _calendar_period(here.date(), limit, calendar)
        last = calendar.working_day_on_or_after(named)
        steps += more + _roll_steps(calendar, named, last)
        warnings = calendar.warnings_for(named, last)
    at = calendar.last_moment(last, limit.ends)
    steps.append(
        Note("ends-at-close" if limit.ends == "close" else "ends-at-midnight", {"day": last, "at": at})
    )
    return Due(at, tuple(steps), warnings, day_end=limit.ends == "midnight")


def _office_steps(here: datetime, limit: Limit, at: datetime) -> tuple[Note, ...]:
    return (Note("working-hours-run", {"start": here, "hours": limit.amount, "end": at}),)


def _calendar_period(start: date, limit: Limit, calendar: WorkingCalendar) -> tuple[date, list[Note]]:
    """The last day as named by the limit, before any roll for a day off."""
    if limit.unit == "calendar_days":
        last = calendar.add_calendar_days(start, limit.amount)
        return last, [Note("calendar-days-counted", {"days": limit.amount, "last": last})]
    months = limit.amount * (12 if limit.unit == "years" else 1)
    last = calendar.add_months(start, months)
    code = "same-date" if last.day == start.day else "month-end"
    return last, [Note(code, {"months": months, "date": start.day, "last": last})]


def _roll_steps(calendar: WorkingCalendar, named: date, last: date) -> list[Note]:
    if named == last:
        makeup = calendar.is_makeup_day(named)
        return [Note("make-up-day", {"day": named})] if makeup else []
    return [Note("last-day-off", {"day": named, "name": calendar.holiday_name(named), "moved_to": last})]


def _count_steps(calendar: WorkingCalendar, start: date, last: date, amount: int) -> list[Note]:
    """The count in the order of the days: days off by notice, make-up days, then the total."""
    notes: list[Note] = []
    day = start + DAY
    while day <= last:
        end = _end_of_run(calendar, day)
        if calendar.is_makeup_day(day):
            notes.append(Note("make-up-day", {"day": day}))
        elif not calendar.is_working_day(day):
            notes += _days_off(calendar, day, end)
        day = end + DAY
    return [*notes, Note("working-days-counted", {"days": amount, "first": start + DAY, "last": last})]


def _end_of_run(calendar: WorkingCalendar, day: date) -> date:
    """The last day of the run of days off that begins on `day`, or the day itself when it is worked."""
    if calendar.is_working_day(day):
        return day
    return calendar.next_working_day(day) - DAY


def _days_off(calendar: WorkingCalendar, first: date, last: date) -> list[Note]:
    """The run of days off as one note; a plain weekend needs no word."""
    run = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if not any(calendar.is_holiday(day) for day in run):
        return []
    names = tuple(dict.fromkeys(name for day in run if (name := calendar.holiday_name(day))))
    return [Note("days-off-skipped", {"first": first, "last": last, "names": names})]
