from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shangyi.kernel.actor import Act
from shangyi.people.actions import NewAbsence, record_absent
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.actions import Swept, finish_undertaking, sweep
from shangyi.undertakings.models import Reminder, Undertaking
from shangyi.undertakings.rules import Pace, Rung, State
from tests.kernel.ningxia import at
from tests.people_and_places import Town, acting, capacity, person, settle
from tests.undertakings.given import (
    DUE,
    LADDER,
    PACE,
    again,
    facts,
    notices,
    opened,
    pace,
    reminders,
    swept_at,
)


@pytest.mark.trace("TC-20")
def test_a_late_undertaking_is_reminded_and_climbs_rung_by_rung(town: Town) -> None:
    row = opened(town)

    done = [swept_at(day) for day in ("2026-03-06T09:00", "2026-03-09T09:00", "2026-03-10T09:00")]
    done += [swept_at(day) for day in ("2026-03-11T09:00", "2026-03-12T09:00", "2026-03-13T09:00")]

    assert [(each.n_reminded, each.n_raised) for each in done] == [
        (0, 0),
        (1, 0),
        (2, 0),
        (2, 1),
        (0, 0),
        (0, 1),
    ]
    assert reminders() == [
        ("before", 0, "小马"),
        ("at", 0, "小马"),
        ("at", 0, "李书记"),
        ("after", 0, "小马"),
        ("after", 0, "李书记"),
        ("rung", 1, "李书记"),
        ("rung", 2, "刘主任"),
    ]
    assert (again(row).rung, again(row).raised_to, again(row).look_at) == (2, town.liu, None)
    assert [fact["stage"] for fact in facts("undertaking.reminded")] == [
        "before",
        "at",
        "at",
        "after",
        "after",
    ]
    assert [(fact["rung"], fact["rung_capacity"]) for fact in facts("undertaking.raised")] == [
        (1, "secretary"),
        (2, "street_officer"),
    ]
    assert notices() == [
        ("undertaking.reminder-before", "小马"),
        ("undertaking.reminder-at", "小马"),
        ("undertaking.reminder-at", "李书记"),
        ("undertaking.reminder-after", "小马"),
        ("undertaking.reminder-after", "李书记"),
        ("undertaking.reminder-rung", "李书记"),
        ("undertaking.reminder-rung", "刘主任"),
    ]


def test_no_due_time_ever_moves_by_a_sweep(town: Town) -> None:
    row = opened(town)

    swept_at("2026-04-20T09:00")

    assert (again(row).due_at, again(row).first_due_at) == (DUE, DUE)


def test_a_second_sweep_of_the_same_moment_does_nothing(town: Town) -> None:
    opened(town)
    swept_at("2026-03-24T09:00")
    before = (reminders(), notices(), len(facts("undertaking.raised")))

    again_swept = swept_at("2026-03-24T09:00")

    assert again_swept == Swept()
    assert (reminders(), notices(), len(facts("undertaking.raised"))) == before


def test_what_has_ended_is_left_alone(town: Town) -> None:
    row = opened(town)
    finish_undertaking(
        undertaking_id=row.pk, outcome="换了新管", actor=acting(town.ma), now=at("2026-03-04T10:00")
    )

    assert swept_at("2026-03-24T09:00") == Swept()


def test_at_night_and_on_days_off_nobody_is_disturbed(town: Town) -> None:
    opened(town)

    swept_at("2026-03-10T00:01")
    swept_at("2026-03-14T12:00")

    assert reminders() == []


def test_a_unit_without_a_named_person_is_reminded_through_whoever_awaits_it(town: Town) -> None:
    opened(town, unit=town.works)

    swept_at("2026-03-09T09:00")

    assert reminders() == [("before", 0, "李书记")]


def test_an_empty_rung_is_recorded_and_the_next_one_up_holds_it(town: Town) -> None:
    row = opened(town, holder=town.li, holder_capacity=town.capacity(town.li))

    swept_at("2026-03-11T09:00")

    assert (again(row).rung, again(row).raised_to) == (1, town.liu)


def test_with_nobody_on_the_ladder_the_operator_holds_it(town: Town) -> None:
    row = opened(town)
    operator = person("系统管理员", "13900000009")
    capacity(operator, CapacityKind.OPERATOR, town.district)
    alone = Pace(calendar=PACE.calendar, ladder=(Rung(capacity_kind="grid_worker", after=timedelta(0)),))

    sweep(now=at("2026-03-11T09:00"), pace_for=lambda _row, _known: alone)

    assert again(row).raised_to == operator


def test_an_absent_person_is_reminded_through_the_stand_in(town: Town) -> None:
    row = opened(town)
    away = NewAbsence(
        person=town.ma,
        from_at=at("2026-03-08T00:00"),
        until_at=at("2026-03-10T00:00"),
        stand_in=town.li,
        reason="培训",
    )
    record_absent(new=away, act=Act.by_clock(at("2026-03-07T09:00")))

    swept_at("2026-03-09T09:00")

    assert reminders() == [("before", 0, "李书记")]
    assert again(row).holder == town.ma


def test_the_upper_rooms_hear_of_it_once(town: Town) -> None:
    row = opened(town)
    heard: list[tuple[str, int, str]] = []

    for day in ("2026-03-09T09:00", "2026-03-10T09:00", "2026-03-11T09:00", "2026-03-13T09:00"):
        swept_at(
            day,
            on_overdue=lambda late: heard.append(("overdue", late.pk, "")),
            on_raised=lambda late, rung: heard.append(("raised", late.pk, rung.tier)),
        )

    assert heard == [("overdue", row.pk, ""), ("raised", row.pk, "community"), ("raised", row.pk, "street")]


def test_a_row_that_cannot_be_dealt_with_holds_up_no_other(town: Town) -> None:
    bad, good = opened(town, matter="concern:1"), opened(town, matter="concern:2")

    def broken(row: Undertaking, _known: dict[object, Pace]) -> Pace:
        if row.pk == bad.pk:
            raise ValueError("no rules")
        return PACE

    done = sweep(now=at("2026-03-09T09:00"), pace_for=broken)

    assert (done.n_failed, done.n_reminded) == (1, 1)
    assert Reminder.objects.get().undertaking == good
    assert again(bad).look_at <= at("2026-03-09T09:00")


def test_a_failing_handler_leaves_neither_reminder_nor_line_nor_notice(town: Town) -> None:
    opened(town)

    def broken(_row: Undertaking) -> None:
        raise ValueError("killed here")

    swept_at("2026-03-10T09:00", on_overdue=broken)

    assert (reminders(), facts("undertaking.reminded"), notices()) == ([], [], [])


def test_nothing_due_among_ten_thousand_is_one_indexed_query(town: Town) -> None:
    row = opened(town)
    Undertaking.objects.bulk_create([_copy(row, n) for n in range(10_000)], batch_size=1000)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        swept_at("2026-03-03T09:00")

    assert len(asked) == 1
    assert "undertaking_to_look_at" in _plan(asked.captured_queries[0]["sql"])


def _copy(row: Undertaking, n: int) -> Undertaking:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return Undertaking(**values | {"id": None, "matter": f"concern:{n + 2}"})


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE undertakings_undertaking")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return str(cursor.fetchall())


@pytest.mark.parametrize("n", [2, 12])
def test_a_sweep_costs_the_same_number_of_queries_for_few_and_for_many(town: Town, n: int) -> None:
    for each in range(n):
        opened(town, matter=f"concern:{each}")

    with CaptureQueriesContext(connection) as asked:
        swept_at("2026-03-11T09:00")

    assert len(asked) == 13


SPAN = 60 * 24 * 60
moments = st.integers(0, SPAN).map(lambda minutes: at("2026-03-01T00:00") + timedelta(minutes=minutes))


@given(nows=st.lists(moments, min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_overdue_in_silence_however_the_clock_jumps(town: Town, nows: list[datetime]) -> None:
    Reminder.objects.all().delete()
    Undertaking.objects.update(state=State.WITHDRAWN, ended_at=nows[0])
    row = opened(town)

    for now in nows:
        sweep(now=now, pace_for=pace)
        late = again(row)
        assert (late.due_at, late.first_due_at) == (DUE, DUE)
        if now > DUE and PACE.is_open(now):
            assert Reminder.objects.filter(undertaking=row, stage__in=["at", "after"]).exists()
        for n, rung in enumerate(LADDER, start=1):
            if now > DUE + rung.after and PACE.is_open(now):
                assert late.rung >= n
                assert late.raised_to is not None
    assert len(reminders()) == len(set(reminders()))


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", range(1, 14))
def test_killed_before_any_statement_the_next_sweep_does_it_all_once(town: Town, step: int) -> None:
    opened(town)
    n_asked = 0

    def kill(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal n_asked
        n_asked += 1
        if n_asked == step:
            raise Killed
        return execute(sql, params, many, context)

    with suppress(Killed), transaction.atomic(), connection.execute_wrapper(kill):
        swept_at("2026-03-11T09:00")
    assert n_asked >= step
    swept_at("2026-03-11T09:05")

    assert reminders() == [("after", 0, "小马"), ("after", 0, "李书记"), ("rung", 1, "李书记")]
    assert len(facts("undertaking.reminded")) == 2
    assert len(facts("undertaking.raised")) == 1
    assert len(notices()) == 3


def test_two_sweepers_at_once_remind_once(cloned_database: str) -> None:
    town = settle()
    for n in range(60):
        opened(town, matter=f"concern:{n}")

    def one_sweeper(_: int) -> Swept:
        try:
            return sweep(now=at("2026-03-09T09:00"), pace_for=pace, limit=7)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(one_sweeper, range(2)))
    last = sweep(now=at("2026-03-09T09:01"), pace_for=pace)

    assert sum(each.n_failed for each in (*done, last)) == 0
    assert sum(each.n_reminded for each in (*done, last)) == 60
    assert Reminder.objects.count() == 60
