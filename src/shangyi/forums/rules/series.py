"""What a series owes its calendar: the days that are due, what became of each, and which one is planned next.

A day is known by the date that the rule names, before a holiday moves it: that never changes, while the day on
which people really meet may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shangyi.forums.rules.life import State
from shangyi.forums.rules.rhythm import (
    LAST_DAY,
    LONGEST_HOLIDAY,
    SEARCHED_DAYS,
    Holiday,
    Instance,
    Rhythm,
    Rule,
    ever_occurs,
    instances,
)
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from shangyi.kernel.calendar import WorkingCalendar

MISSED_AFTER = timedelta(hours=12)
"""A gathering that nobody opened so long after its time did not take place."""

MOST_RULES = 6
FIRST_DAY = date(2000, 1, 1)


class Standing(StrEnum):
    """What a day of a series is in the calendar."""

    DUE = "due"  # the rhythm names it; nobody has planned it yet
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    MISSED = "missed"


OF_STATES: Mapping[State, Standing] = {
    State.PLANNED: Standing.PLANNED,
    State.NOTICED: Standing.PLANNED,
    State.OPEN: Standing.HELD,
    State.ENDED: Standing.HELD,
    State.FILED: Standing.HELD,
    State.PUBLISHED: Standing.HELD,
    State.CANCELLED: Standing.CANCELLED,
    State.MISSED: Standing.MISSED,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """From which day on which rhythm holds; none: called when there is need."""

    from_on: date
    rhythm: Rhythm | None


@dataclass(frozen=True, slots=True)
class Course:
    """The stretches of a series in their order, and the last day on which it may sit."""

    stretches: tuple[Stretch, ...]
    last_on: date | None = None

    def rhythm_on(self, day: date) -> Rhythm | None:
        """What holds on a day; before the first stretch what will hold then."""
        begun = [each for each in self.stretches if each.from_on <= day] or list(self.stretches[:1])
        return begun[-1].rhythm if begun else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One gathering as the calendar sees it. `due_on` is the named day that it stands for, if for any."""

    pk: int
    state: State
    starts: datetime
    due_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a due day on which nothing is planned: why, and when that was said."""

    reason: str = ""
    at: datetime | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One entry of the calendar: a gathering, or a due day without one. `named` is the rule's own day."""

    starts: datetime
    day: date
    standing: Standing
    named: date | None = None
    sitting: int | None = None
    reason: str = ""
    holiday: str = ""
    was_shifted: bool = False
    is_unsure: bool = False

    @property
    def asks_why(self) -> bool:
        """Whether a reason is still to be entered: it was missed and nobody has said why."""
        return self.standing is Standing.MISSED and not self.reason

    @property
    def can_be_planned(self) -> bool:
        return self.standing is Standing.DUE and self.sitting is None


def due_days(course: Course, since: date, until: date, calendar: WorkingCalendar) -> tuple[Instance, ...]:
    """The instances that the series owes on the days from since to until, both included."""
    found: dict[date, Instance] = {}
    for n, stretch in enumerate(course.stretches):
        if stretch.rhythm is None or stretch.from_on > until:
            continue
        end = course.stretches[n + 1].from_on if n + 1 < len(course.stretches) else LAST_DAY
        for each in instances(stretch.rhythm, since, until, calendar, first=stretch.from_on):
            if each.named < end and (course.last_on is None or each.named <= course.last_on):
                found.setdefault(each.day, each)
    return tuple(found[day] for day in sorted(found))


def slots(
    due: Iterable[Instance],
    sittings: Iterable[Sitting],
    told: Mapping[date, Told],
    now: datetime,
    calendar: WorkingCalendar,
) -> tuple[Slot, ...]:
    """Every gathering and every due day without one, in the order of time.

    A due day whose gathering was called off is called off, unless another one stands in for it.
    """
    rows = list(sittings)
    covered = {each.due_on for each in rows if each.due_on is not None}
    found = [_slot_of(each, told, now, calendar) for each in rows]
    found += [
        _slot_without(each, told.get(each.named, NOTHING_TOLD), now, calendar)
        for each in due
        if each.named not in covered
    ]
    return tuple(sorted(found, key=lambda slot: (slot.starts, slot.sitting or 0)))


def _slot_of(sitting: Sitting, told: Mapping[date, Told], now: datetime, calendar: WorkingCalendar) -> Slot:
    standing = OF_STATES[sitting.state]
    if standing is Standing.PLANNED and sitting.starts + MISSED_AFTER < now:
        standing = Standing.MISSED  # nobody opened it, also while no worker has marked it yet
    day = sitting.starts.astimezone(calendar.zone).date()
    return Slot(
        starts=sitting.starts,
        day=day,
        standing=standing,
        named=sitting.due_on,
        sitting=sitting.pk,
        reason=sitting.reason or (told.get(sitting.due_on, NOTHING_TOLD).reason if sitting.due_on else ""),
        holiday=calendar.holiday_name(day) if calendar.is_holiday(day) else "",
        was_shifted=sitting.due_on is not None and sitting.due_on != day,
    )


def _slot_without(due: Instance, told: Told, now: datetime, calendar: WorkingCalendar) -> Slot:
    starts = due.starts(calendar)
    return Slot(
        starts=starts,
        day=due.day,
        standing=standing_without(starts, told, now),
        named=due.named,
        reason=told.reason,
        holiday=due.holiday,
        was_shifted=due.was_shifted,
        is_unsure=due.is_unsure,
    )


def standing_without(starts: datetime, told: Told, now: datetime) -> Standing:
    """What a due day is on which nothing is planned: left out when that was said before, missed when it passed."""
    if told.at is not None and told.at < starts:
        return Standing.CANCELLED
    if told.at is not None or starts + MISSED_AFTER < now:
        return Standing.MISSED
    return Standing.DUE


def next_free(
    course: Course, taken: frozenset[date], now: datetime, calendar: WorkingCalendar
) -> Instance | None:
    """The first due instance that begins after now and that is neither planned nor left out."""
    today = now.astimezone(calendar.zone).date()
    last = min(today + timedelta(days=SEARCHED_DAYS), LAST_DAY)
    if course.last_on is not None:
        last = min(last, course.last_on + timedelta(days=LONGEST_HOLIDAY))
    since, step = today, timedelta(days=64)
    while since <= last:
        until = min(since + step, last)
        for each in due_days(course, since, until, calendar):
            if each.named not in taken and each.starts(calendar) > now:
                return each
        since, step = until + timedelta(days=1), step * 2
    return None


def check_day(day: date) -> None:
    """Whether a calendar can hold this day. Refused: series.no-such-day."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused("series.no-such-day", day=day.isoformat())


def due_named(course: Course, named: date, calendar: WorkingCalendar) -> Instance:
    """The instance of this series that the rule names for this day. Refused: series.not-due."""
    span = due_days(course, named, min(named + timedelta(days=LONGEST_HOLIDAY), LAST_DAY), calendar)
    found = next((each for each in span if each.named == named), None)
    if found is None:
        raise Refused("series.not-due", day=named)
    return found


def check_rhythm(rhythm: Rhythm, first: date) -> None:
    """Whether a rhythm can be kept at all.

    Refused: series.rhythm-needed, series.too-many-rules, series.nth-without-weekday, series.never-occurs.
    """
    if not rhythm.rules:
        raise Refused("series.rhythm-needed")
    if len(rhythm.rules) > MOST_RULES:
        raise Refused("series.too-many-rules", most=MOST_RULES)
    for rule in rhythm.rules:
        if rule.nth and not rule.weekdays:
            raise Refused("series.nth-without-weekday")
    if not ever_occurs(rhythm, first):
        raise Refused("series.never-occurs")


def as_data(rhythm: Rhythm | None) -> dict[str, Any] | None:
    """A rhythm as it is kept in its row; the empty parts are left out."""
    if rhythm is None:
        return None
    return {"rules": [_rule_data(rule) for rule in rhythm.rules], "holiday": rhythm.holiday.value}


def _rule_data(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {"at": f"{rule.at:%H:%M}"}
    found |= {name: list(getattr(rule, name)) for name in ("dates", "weekdays", "nth", "months")}
    if rule.every > 1:
        found["every"] = rule.every
    return {name: value for name, value in found.items() if value}


def from_data(data: Mapping[str, Any] | None) -> Rhythm | None:
    """What `as_data` made."""
    if data is None:
        return None
    return Rhythm(tuple(_rule_from(each) for each in data["rules"]), Holiday(data["holiday"]))


def _rule_from(data: Mapping[str, Any]) -> Rule:
    def numbers(name: str) -> tuple[int, ...]:
        found: Sequence[int] = data.get(name, ())
        return tuple(found)

    return Rule(
        at=time.fromisoformat(data["at"]),
        dates=numbers("dates"),
        weekdays=numbers("weekdays"),
        nth=numbers("nth"),
        months=numbers("months"),
        every=data.get("every", 1),
    )
