"""On which days a series sits: unions of rules, holidays, spans, and what no rule names."""

from __future__ import annotations

import itertools
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.forums.rules.rhythm import (
    Holiday,
    Rhythm,
    Rule,
    ever_occurs,
    instances,
    next_instances,
    skipped,
)
from shangyi.kernel.calendar import WorkingCalendar
from shangyi.rulepacks.rules import load_calendar
from tests.rulepacks.test_pages import CALENDAR

AT = time(19, 30)
FIRST = date(2026, 1, 1)
FOURS = Rhythm((Rule(at=AT, dates=(4, 14, 24)),))


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar(CALENDAR)


def days(rhythm: Rhythm, since: date, until: date, calendar: WorkingCalendar) -> list[date]:
    return [each.day for each in instances(rhythm, since, until, calendar, first=FIRST)]


@pytest.mark.trace("FS-4")
def test_the_fours_of_a_month(calendar: WorkingCalendar) -> None:
    assert days(FOURS, date(2026, 3, 1), date(2026, 3, 31), calendar) == [
        date(2026, 3, 4),
        date(2026, 3, 14),
        date(2026, 3, 24),
    ]


def test_every_thursday_and_every_other_wednesday(calendar: WorkingCalendar) -> None:
    thursdays = Rhythm((Rule(at=AT, weekdays=(3,)),))
    assert {day.weekday() for day in days(thursdays, date(2026, 3, 1), date(2026, 4, 30), calendar)} == {3}
    every_other = days(
        Rhythm((Rule(at=AT, weekdays=(2,), every=2),)), date(2026, 3, 1), date(2026, 4, 30), calendar
    )
    assert {(after - before).days for before, after in itertools.pairwise(every_other)} == {14}


def test_a_union_of_rules_sits_once_a_day(calendar: WorkingCalendar) -> None:
    both = Rhythm((Rule(at=AT, weekdays=(2,)), Rule(at=time(9), dates=(4,))))
    found = list(instances(both, date(2026, 3, 4), date(2026, 3, 4), calendar, first=FIRST))
    assert [(each.day, each.at) for each in found] == [(date(2026, 3, 4), time(9))]


def test_a_holiday_is_kept_left_out_or_moved_to_the_next_working_day(calendar: WorkingCalendar) -> None:
    day = next(
        date(2026, 1, 1) + timedelta(days=n)
        for n in range(300)
        if calendar.is_holiday(date(2026, 1, 1) + timedelta(days=n))
        and (date(2026, 1, 1) + timedelta(days=n)).day > 1
    )

    def with_(holiday: Holiday) -> Rhythm:
        return Rhythm((Rule(at=AT, dates=(day.day,)),), holiday)

    span = (day, day + timedelta(days=12), calendar)
    assert day in days(with_(Holiday.KEEP), *span)
    assert day not in days(with_(Holiday.SKIP), *span)
    assert [each.day for each in skipped(with_(Holiday.SKIP), day, day, calendar, first=FIRST)] == [day]
    moved = next(each for each in instances(with_(Holiday.SHIFT), *span, first=FIRST) if each.named == day)
    assert moved.was_shifted
    assert moved.day == calendar.next_working_day(day)


def test_a_rule_that_names_no_day_never_occurs(calendar: WorkingCalendar) -> None:
    never = Rhythm((Rule(at=AT, dates=(31,), months=(2,)),))
    assert not ever_occurs(never, FIRST)
    assert next_instances(never, FIRST, 3, calendar, first=FIRST) == ()
    leap = Rhythm((Rule(at=AT, dates=(29,), months=(2,)),))
    assert next_instances(leap, FIRST, 1, calendar, first=FIRST)[0].day == date(2028, 2, 29)


@settings(max_examples=40)
@given(cut=st.integers(1, 59), holiday=st.sampled_from(list(Holiday)))
def test_the_answer_for_a_span_is_the_same_however_it_is_cut(cut: int, holiday: Holiday) -> None:
    calendar = load_calendar(CALENDAR)
    rhythm = Rhythm((Rule(at=AT, dates=(1, 4, 14, 24, -1)), Rule(at=AT, weekdays=(4,))), holiday)
    since, until = date(2026, 4, 20), date(2026, 6, 19)
    middle = since + timedelta(days=cut)
    whole = days(rhythm, since, until, calendar)
    parts = days(rhythm, since, middle, calendar) + days(rhythm, middle + timedelta(days=1), until, calendar)
    assert parts == whole
