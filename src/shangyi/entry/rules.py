"""When a job comes round, and who may take the round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """The newest round of a job that anybody has taken."""

    slot_at: datetime
    started_at: datetime
    finished_at: datetime | None


class Step(Enum):
    """What a process that looks at the schedule should do."""

    WAIT = "wait"
    BEGIN = "begin"
    TAKE_AGAIN = "take again"


def due_slot(now: datetime, *, every: timedelta, at: timedelta = timedelta()) -> datetime:
    """The latest slot that is not in the future.

    Slots lie at EPOCH + at + n × every, the same for all processes and restarts. Missed slots are not made up
    one by one: after a night off, the job runs once.
    """
    first = EPOCH + at
    return first + every * ((now - first) // every)


def next_step(newest: Round | None, *, slot_at: datetime, now: datetime, lease: timedelta) -> Step:
    """Whether to begin the slot, to take again what a dead process left, or to wait.

    A round that is under way keeps the next from starting: a job never runs beside itself. Once its lease is
    over, its process counts as dead and the same slot is run again.
    """
    if newest is None:
        return Step.BEGIN
    if newest.finished_at is None:
        return Step.TAKE_AGAIN if now - newest.started_at >= lease else Step.WAIT
    return Step.BEGIN if newest.slot_at < slot_at else Step.WAIT
