"""What time asks for, without a database. The calendar: Ningxia 2026, office hours 08:30 to 18:00."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.kernel.limits import Limit
from shangyi.undertakings.rules import Limits, Looked, Pace, Rung, Running, Stage, look, timing
from tests.kernel.ningxia import CALENDAR, at

LADDER = (
    Rung(capacity_kind="secretary", after=timedelta(hours=24)),
    Rung(capacity_kind="street_officer", after=timedelta(hours=72)),
)
PACE = Pace(calendar=CALENDAR, ladder=LADDER)
FIVE_DAYS = timing(at("2026-03-02T10:00"), Limits(completion=Limit.parse("5wd")), CALENDAR)
RUNNING = Running(due_at=FIVE_DAYS.due_at, remind_at=FIVE_DAYS.remind_at)
"""Asked on Monday 2 March, due Monday 9 March 24:00."""


def asked(now: str, *given: Stage, running: Running = RUNNING, pace: Pace = PACE) -> Looked:
    return look(running, pace, frozenset(given), at(now))


def test_nothing_is_asked_before_the_reminder() -> None:
    assert asked("2026-03-06T16:00") == Looked(next_at=at("2026-03-09T08:30"))


def test_the_reminder_before_comes_on_the_morning_of_the_last_day() -> None:
    assert asked("2026-03-09T08:30") == Looked(stages=(Stage.BEFORE,), next_at=at("2026-03-10T08:30"))


def test_a_reminder_is_asked_for_once() -> None:
    assert asked("2026-03-09T09:00", Stage.BEFORE).stages == ()


@pytest.mark.parametrize(
    "now", ["2026-03-10T00:30", "2026-03-10T08:29", "2026-03-10T18:00", "2026-03-14T12:00"]
)
def test_outside_office_hours_nobody_is_reminded_and_nothing_is_lost(now: str) -> None:
    assert asked(now, Stage.BEFORE) == Looked(next_at=at("2026-03-10T08:30"))


def test_at_the_due_time_and_after_it_the_person_is_reminded_again() -> None:
    assert asked("2026-03-10T08:30", Stage.BEFORE).stages == (Stage.AT,)
    assert asked("2026-03-11T08:30", Stage.BEFORE, Stage.AT) == Looked(
        stages=(Stage.AFTER,), rungs=(1,), next_at=at("2026-03-13T08:30")
    )


def test_of_reminders_missed_only_the_latest_is_given_and_no_rung_is_left_out() -> None:
    assert asked("2026-03-20T09:00") == Looked(
        stages=(), rungs=(), next_at=at("2026-03-09T08:30")
    )  # a day off
    assert asked("2026-03-24T09:00") == Looked(stages=(Stage.AFTER,), rungs=(1, 2), next_at=None)


def test_what_a_later_reminder_has_overtaken_is_never_given() -> None:
    assert asked("2026-03-09T09:00", Stage.AT).stages == ()


def test_a_grade_with_a_roster_day_and_night_is_reminded_at_any_hour() -> None:
    two_hours = timing(at("2026-03-06T22:00"), Limits(completion=Limit.parse("2h")), CALENDAR)
    running = Running(due_at=two_hours.due_at, remind_at=two_hours.remind_at)
    duty = Pace(calendar=CALENDAR, ladder=LADDER, any_hour=True)

    assert asked("2026-03-06T23:00", running=running, pace=duty).stages == (Stage.BEFORE,)
    assert asked("2026-03-07T00:00", running=running, pace=duty).stages == (Stage.AT,)
    assert asked("2026-03-07T00:00", running=running).stages == ()


def test_a_missing_response_is_reminded_until_the_whole_time_is_over() -> None:
    running = Running(due_at=RUNNING.due_at, remind_at=RUNNING.remind_at, respond_by=at("2026-03-03T10:00"))

    assert asked("2026-03-03T10:00", running=running).stages == (Stage.RESPONSE,)
    assert asked("2026-03-03T11:00", Stage.RESPONSE, running=running).stages == ()
    assert asked("2026-03-09T09:00", running=running).stages == (Stage.RESPONSE, Stage.BEFORE)
    assert asked("2026-03-10T09:00", running=running).stages == (Stage.AT,)


def test_a_place_may_leave_out_the_reminder_at_the_due_time() -> None:
    pace = Pace(calendar=CALENDAR, at_due=False)

    assert asked("2026-03-10T09:00", Stage.BEFORE, pace=pace) == Looked(next_at=at("2026-03-11T08:30"))


SPAN = 270 * 24 * 60
moments = st.integers(0, SPAN).map(lambda minutes: at("2026-03-01T00:00") + timedelta(minutes=minutes))


@given(st.lists(moments, max_size=30))
@settings(max_examples=200, deadline=None)
def test_however_the_clock_jumps_no_reminder_and_no_rung_comes_twice(nows: list[datetime]) -> None:
    given_stages: list[Stage] = []
    rungs: list[int] = []
    for now in nows:
        running = Running(due_at=RUNNING.due_at, remind_at=RUNNING.remind_at, rung=len(rungs))
        looked = look(running, PACE, frozenset(given_stages), now)
        given_stages += looked.stages
        rungs += looked.rungs
        if looked.stages or looked.rungs:
            assert looked.next_at is None or looked.next_at > now

    assert given_stages == sorted(set(given_stages), key=list(Stage).index)
    assert rungs == list(range(1, len(rungs) + 1))


@given(moments)
@settings(max_examples=200, deadline=None)
def test_whoever_looks_whenever_told_misses_nothing(start: datetime) -> None:
    now, given_stages, rungs = start, frozenset[Stage](), 0
    for _ in range(20):
        running = Running(due_at=RUNNING.due_at, remind_at=RUNNING.remind_at, rung=rungs)
        looked = look(running, PACE, given_stages, now)
        given_stages, rungs = given_stages | set(looked.stages), rungs + len(looked.rungs)
        if looked.next_at is None:
            break
        now = max(looked.next_at, CALENDAR.next_working_moment(now))

    assert Stage.AFTER in given_stages
    assert rungs == 2
