"""What a series owes its calendar: due days over changes of rhythm, what became of each, and which comes next."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyi.forums.rules.life import State
from shangyi.forums.rules.reminding import FRESH, is_to_plan, wants_reminder
from shangyi.forums.rules.rhythm import Holiday, Rhythm, Rule
from shangyi.forums.rules.series import (
    MISSED_AFTER,
    MOST_RULES,
    Course,
    Sitting,
    Standing,
    Stretch,
    Told,
    as_data,
    check_rhythm,
    due_days,
    due_named,
    from_data,
    next_free,
    slots,
)
from shangyi.kernel.calendar import WorkingCalendar
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules import load_calendar
from tests.forums.regular import at
from tests.rulepacks.test_pages import CALENDAR

FIRST = date(2026, 3, 2)
FRIDAYS = Rhythm((Rule(at=time(15, 30), weekdays=(4,)),), Holiday.SHIFT)
FOURS = Rhythm((Rule(at=time(19, 30), dates=(4, 14, 24)),), Holiday.SKIP)
WEEKLY = Course((Stretch(FIRST, FRIDAYS),))


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar(CALENDAR)


def days(course: Course, since: date, until: date, calendar: WorkingCalendar) -> list[date]:
    return [each.day for each in due_days(course, since, until, calendar)]


@pytest.mark.trace("FS-4", "NT-6")
def test_another_rhythm_holds_from_its_day_on_and_what_was_due_before_stays_due(
    calendar: WorkingCalendar,
) -> None:
    course = Course((Stretch(FIRST, FRIDAYS), Stretch(date(2026, 3, 14), FOURS)))

    assert days(course, FIRST, date(2026, 3, 31), calendar) == [
        date(2026, 3, 6),
        date(2026, 3, 13),
        date(2026, 3, 14),
        date(2026, 3, 24),
    ]


def test_nothing_is_due_before_the_first_day_after_the_last_or_when_it_is_called_by_need(
    calendar: WorkingCalendar,
) -> None:
    ended = Course(WEEKLY.stretches, last_on=date(2026, 3, 13))
    by_need = Course((Stretch(FIRST, None),))
    later = Course((Stretch(FIRST, FRIDAYS), Stretch(date(2026, 3, 10), None)))

    assert days(ended, date(2026, 2, 1), date(2026, 4, 30), calendar) == [date(2026, 3, 6), date(2026, 3, 13)]
    assert days(by_need, FIRST, date(2026, 4, 30), calendar) == []
    assert days(later, FIRST, date(2026, 4, 30), calendar) == [date(2026, 3, 6)]


def test_the_last_due_day_counts_also_where_a_holiday_moves_it_beyond_the_end(
    calendar: WorkingCalendar,
) -> None:
    holiday = next(
        date(2026, 3, 3) + timedelta(days=n)
        for n in range(300)
        if calendar.is_holiday(date(2026, 3, 3) + timedelta(days=n))
    )
    once = Rhythm((Rule(at=time(9), dates=(holiday.day,), months=(holiday.month,)),), Holiday.SHIFT)
    course = Course((Stretch(FIRST, once),), last_on=holiday)
    moved = calendar.next_working_day(holiday)

    assert days(course, holiday, moved, calendar) == [moved]
    assert due_named(course, holiday, calendar).day == moved
    found = next_free(course, frozenset(), at(holiday, 8), calendar)
    assert found is not None
    assert found.named == holiday


def standings(
    now: datetime, calendar: WorkingCalendar, *sittings: Sitting, **told: Told
) -> dict[str, tuple[Standing, str]]:
    """What became of the Fridays of March, by their day of the month."""
    said = {date(2026, 3, int(day.removeprefix("on_"))): each for day, each in told.items()}
    due = due_days(WEEKLY, FIRST, date(2026, 3, 31), calendar)
    found = slots(due, sittings, said, now, calendar)
    return {f"{each.day.day}{'' if each.named else '+'}": (each.standing, each.reason) for each in found}


def sits(pk: int, day: date, state: State, *, due_on: date | None = None, reason: str = "") -> Sitting:
    return Sitting(pk=pk, state=state, starts=at(day, 15, 30), due_on=due_on, reason=reason)


@pytest.mark.trace("NT-6", "TC-28")
def test_a_due_day_is_planned_held_called_off_left_out_missed_or_still_due(calendar: WorkingCalendar) -> None:
    sixth, thirteenth, eid = date(2026, 3, 6), date(2026, 3, 13), date(2026, 3, 20)
    found = standings(
        at(date(2026, 3, 25)),
        calendar,
        sits(1, date(2026, 3, 7), State.FILED, due_on=sixth),
        sits(2, date(2026, 3, 11), State.CANCELLED, reason="停电"),
        sits(3, thirteenth, State.MISSED, due_on=thirteenth, reason="主持人病了"),
    )

    assert found == {
        "7": (Standing.HELD, ""),
        "11+": (Standing.CANCELLED, "停电"),
        "13": (Standing.MISSED, "主持人病了"),
        "24": (Standing.MISSED, ""),
        "27": (Standing.DUE, ""),
    }
    assert calendar.is_holiday(eid)  # the Friday of 开斋节 moves to the next working day


def test_what_was_said_before_the_day_leaves_it_out_and_what_was_said_after_explains_the_miss(
    calendar: WorkingCalendar,
) -> None:
    found = standings(
        at(date(2026, 3, 25)),
        calendar,
        on_6=Told("停水", at(date(2026, 3, 6), 15, 29)),
        on_13=Told("忘了", at(date(2026, 3, 13), 15, 30)),
    )

    assert found["6"] == (Standing.CANCELLED, "停水")
    assert found["13"] == (Standing.MISSED, "忘了")


def test_a_day_is_missed_half_a_day_after_its_time_and_not_before(calendar: WorkingCalendar) -> None:
    begins = at(date(2026, 3, 6), 15, 30)

    assert standings(begins + MISSED_AFTER, calendar)["6"][0] is Standing.DUE
    assert standings(begins + MISSED_AFTER + timedelta(seconds=1), calendar)["6"][0] is Standing.MISSED


def test_one_that_was_planned_and_that_nobody_opened_is_missed_also_while_no_worker_runs(
    calendar: WorkingCalendar,
) -> None:
    sixth = date(2026, 3, 6)
    planned = sits(1, sixth, State.NOTICED, due_on=sixth)

    assert standings(at(sixth, 15, 30) + MISSED_AFTER, calendar, planned)["6"][0] is Standing.PLANNED
    assert standings(at(sixth, 15, 31) + MISSED_AFTER, calendar, planned)["6"][0] is Standing.MISSED


def test_one_that_stands_in_for_a_gathering_called_off_shows_beside_it(calendar: WorkingCalendar) -> None:
    sixth = date(2026, 3, 6)
    found = slots(
        due_days(WEEKLY, sixth, sixth, calendar),
        [
            sits(1, sixth, State.CANCELLED, due_on=sixth, reason="下雪"),
            sits(2, date(2026, 3, 9), State.PLANNED, due_on=sixth),
        ],
        {},
        at(date(2026, 3, 5)),
        calendar,
    )

    assert [(each.sitting, each.standing, each.was_shifted) for each in found] == [
        (1, Standing.CANCELLED, False),
        (2, Standing.PLANNED, True),
    ]


def test_the_next_free_day_is_the_first_that_is_not_taken_and_not_past(calendar: WorkingCalendar) -> None:
    sixth, thirteenth = date(2026, 3, 6), date(2026, 3, 13)

    def found(taken: set[date], now: datetime, course: Course = WEEKLY) -> date | None:
        instance = next_free(course, frozenset(taken), now, calendar)
        return instance.named if instance else None

    assert found(set(), at(FIRST)) == sixth
    assert found(set(), at(sixth, 15, 30)) == thirteenth
    assert found({sixth, thirteenth}, at(FIRST)) == date(2026, 3, 20)
    assert found({sixth}, at(FIRST), Course(WEEKLY.stretches, last_on=sixth)) is None
    assert found(set(), at(FIRST), Course((Stretch(FIRST, None),))) is None


def test_a_day_that_no_rule_names_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(Refused, match=r"series\.not-due"):
        due_named(WEEKLY, date(2026, 3, 5), calendar)


@pytest.mark.parametrize(
    ("rhythm", "code"),
    [
        (Rhythm(()), "series.rhythm-needed"),
        (Rhythm((Rule(at=time(9), weekdays=(1,)),) * (MOST_RULES + 1)), "series.too-many-rules"),
        (Rhythm((Rule(at=time(9), nth=(1,)),)), "series.nth-without-weekday"),
        (Rhythm((Rule(at=time(9), dates=(31,), months=(2,)),)), "series.never-occurs"),
    ],
)
def test_a_rhythm_that_cannot_be_kept_is_refused(rhythm: Rhythm, code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        check_rhythm(rhythm, FIRST)


@given(
    rules=st.lists(
        st.builds(
            Rule,
            at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
            dates=st.lists(st.sampled_from([*range(1, 32), -1]), max_size=4, unique=True).map(tuple),
            weekdays=st.lists(st.integers(0, 6), max_size=7, unique=True).map(tuple),
            nth=st.lists(st.sampled_from([1, 2, 3, 4, 5, -1]), max_size=2, unique=True).map(tuple),
            months=st.lists(st.integers(1, 12), max_size=3, unique=True).map(tuple),
            every=st.integers(1, 52),
        ),
        min_size=1,
        max_size=3,
    ),
    holiday=st.sampled_from(list(Holiday)),
)
def test_a_rhythm_comes_back_from_its_row_as_it_was(rules: list[Rule], holiday: Holiday) -> None:
    rhythm = Rhythm(tuple(rules), holiday)

    assert from_data(as_data(rhythm)) == rhythm
    assert from_data(as_data(None)) is None


def test_reminded_is_who_was_told_has_not_refused_and_had_time_to_forget() -> None:
    now = at(FIRST)

    assert wants_reminder(now - FRESH, "none", now)
    assert wants_reminder(now - FRESH, "comes", now)
    assert not wants_reminder(now - FRESH, "cannot", now)
    assert not wants_reminder(now - FRESH + timedelta(seconds=1), "comes", now)
    assert not wants_reminder(None, "none", now)


def test_it_is_time_to_plan_three_days_before_the_notice_must_go_out() -> None:
    starts, ahead = at(date(2026, 3, 6), 15, 30), timedelta(hours=24)

    assert is_to_plan(starts, ahead, starts - timedelta(days=4))
    assert not is_to_plan(starts, ahead, starts - timedelta(days=4, seconds=1))
    assert not is_to_plan(starts, ahead, starts)
