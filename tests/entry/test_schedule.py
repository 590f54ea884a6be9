"""Rounds of the schedule: when they come, who takes them, what becomes of one that was left."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from shangyi.entry.actions import claim_slot, finish_slot, forget_slots
from shangyi.entry.jobs import JOBS, Job, Loop
from shangyi.entry.models import ScheduleSlot
from shangyi.entry.rules import Round, Step, due_slot, next_step

NOON = datetime(2026, 3, 2, 4, 0, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEASE = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("now", "every", "at", "slot"),
    [
        (NOON + timedelta(seconds=59, microseconds=999_999), MINUTE, timedelta(), NOON),
        (NOON, MINUTE, timedelta(), NOON),
        (NOON, DAY, timedelta(hours=18, minutes=30), datetime(2026, 3, 1, 18, 30, tzinfo=UTC)),
        (datetime(1900, 1, 1, 0, 0, 1, tzinfo=UTC), DAY, timedelta(), datetime(1900, 1, 1, tzinfo=UTC)),
        (datetime(2100, 2, 28, 23, tzinfo=UTC), DAY, timedelta(), datetime(2100, 2, 28, tzinfo=UTC)),
    ],
)
def test_the_due_slot_is_the_latest_that_is_not_in_the_future(
    now: datetime, every: timedelta, at: timedelta, slot: datetime
) -> None:
    assert due_slot(now, every=every, at=at) == slot


@pytest.mark.parametrize(
    ("newest", "step"),
    [
        (None, Step.BEGIN),
        (Round(NOON - MINUTE, NOON - MINUTE, NOON - MINUTE), Step.BEGIN),
        (Round(NOON, NOON, NOON), Step.WAIT),
        (Round(NOON + MINUTE, NOON, NOON), Step.WAIT),
        (Round(NOON - MINUTE, NOON - MINUTE, None), Step.WAIT),
        (Round(NOON - LEASE, NOON - LEASE, None), Step.TAKE_AGAIN),
        (Round(NOON, NOON - LEASE + MINUTE, None), Step.WAIT),
    ],
)
def test_what_to_do_follows_from_the_newest_round(newest: Round | None, step: Step) -> None:
    assert next_step(newest, slot_at=NOON, now=NOON, lease=LEASE) is step


def claim(now: datetime = NOON, slot_at: datetime = NOON) -> ScheduleSlot | None:
    return claim_slot(job="sweep", slot_at=slot_at, now=now, lease=LEASE)


@pytest.mark.django_db
def test_a_slot_is_taken_once() -> None:
    slot = claim()

    assert slot is not None
    assert claim() is None
    finish_slot(slot=slot, now=NOON)
    assert claim(NOON + timedelta(seconds=59)) is None
    assert claim(NOON + MINUTE, NOON + MINUTE) is not None


@pytest.mark.django_db
def test_what_a_killed_process_left_is_taken_again_after_its_lease_and_only_once() -> None:
    left = claim()
    assert left is not None

    assert claim(NOON + LEASE - MINUTE) is None
    again = claim(NOON + LEASE)
    assert again is not None
    assert (again.pk, again.started_at) == (left.pk, NOON + LEASE)
    assert claim(NOON + LEASE) is None


@pytest.mark.django_db
def test_whoever_lost_the_round_cannot_end_it() -> None:
    left = claim()
    again = claim(NOON + LEASE)
    assert left is not None
    assert again is not None

    finish_slot(slot=left, now=NOON + LEASE, error="too late")

    assert ScheduleSlot.objects.values_list("finished_at", "error").get() == (None, "")


def test_many_processes_at_once_get_one_round_between_them(cloned_database: str) -> None:
    won: list[ScheduleSlot] = []
    start = threading.Barrier(6)

    def ask() -> None:
        start.wait()
        if slot := claim():
            won.append(slot)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert ScheduleSlot.objects.count() == 1


@pytest.mark.django_db
def test_old_rounds_are_forgotten_but_never_the_newest_of_a_job() -> None:
    for name, slot_at in [("sweep", NOON - 3 * DAY), ("sweep", NOON - 2 * DAY), ("check", NOON - 9 * DAY)]:
        ScheduleSlot.objects.create(job=name, slot_at=slot_at, started_at=slot_at, finished_at=slot_at)

    assert forget_slots(before=NOON - DAY) == 1

    kept = ScheduleSlot.objects.order_by("job").values_list("job", "slot_at")
    assert list(kept) == [("check", NOON - 9 * DAY), ("sweep", NOON - 2 * DAY)]


def loop(job: Job, now: datetime = NOON) -> Loop:
    return Loop([job], clock=lambda: now)


def test_a_job_that_raises_is_recorded_and_runs_again_on_its_next_slot(cloned_database: str) -> None:
    calls: list[datetime] = []

    def fail_once(now: datetime) -> int:
        calls.append(now)
        if len(calls) == 1:
            raise RuntimeError("no gateway")
        return 1

    job = Job("deliver", fail_once, every=MINUTE)

    ran = [loop(job, now).run_due(job) for now in (NOON, NOON + timedelta(seconds=30), NOON + MINUTE)]

    assert ran == [True, False, True]
    assert calls == [NOON, NOON + MINUTE]
    errors = ScheduleSlot.objects.order_by("slot_at").values_list("error", flat=True)
    assert list(errors) == ["RuntimeError: no gateway", ""]
    assert not ScheduleSlot.objects.filter(finished_at=None).exists()


def test_a_job_that_finds_more_is_called_again_at_once(cloned_database: str) -> None:
    rest = [3, 2, 0, 9]
    job = Job("deliver", lambda _now: rest.pop(0), every=MINUTE, again=True)

    loop(job).run_due(job)

    assert rest == [9]


def test_the_loop_runs_all_jobs_until_it_is_stopped(cloned_database: str) -> None:
    seen: set[str] = set()
    enough = threading.Event()

    def job(name: str) -> Job:
        def run(_now: datetime) -> int:
            seen.add(name)
            if len(seen) == 2:
                enough.set()
            return 0

        return Job(name, run, every=timedelta(milliseconds=200))

    running = Loop([job("one"), job("two")])
    thread = threading.Thread(target=running.run)
    thread.start()
    assert enough.wait(10)
    running.stop()
    thread.join(5)

    assert not thread.is_alive()


def test_every_shipped_job_runs(cloned_database: str) -> None:
    for job in JOBS:
        assert loop(job).run_due(job)

    assert set(ScheduleSlot.objects.values_list("error", flat=True)) == {""}
    assert len({job.name for job in JOBS}) == len(JOBS)
