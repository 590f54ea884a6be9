"""What passing time does to an open undertaking: which reminder is due, which rung holds it too, when to look
again.

Everything is computed from the clocks of the undertaking itself, never from when it was last looked at. A
sweeper that was down, that ran twice or whose clock jumped therefore finds the same moments again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.kernel.calendar import WorkingCalendar, due
from shangyi.kernel.limits import Limit

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class Stage(StrEnum):
    """Which reminder it is."""

    RESPONSE = "response"
    BEFORE = "before"
    AT = "at"
    AFTER = "after"
    RUNG = "rung"


TRACK = (Stage.BEFORE, Stage.AT, Stage.AFTER)
"""The reminders about the due time, in order: a later one makes an earlier one pointless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung of a ladder: which capacity holds it too, how long after expiry, what the tier is called."""

    capacity_kind: str
    after: timedelta
    tier: str = ""


def rung_due(ladder: tuple[Rung, ...], *, due_at: datetime, now: datetime) -> int:
    """How many rungs should hold an open undertaking by now: 0 before expiry."""
    if now <= due_at:
        return 0
    return sum(1 for rung in ladder if now > due_at + rung.after)


NEXT_WORKING_DAY = Limit(1, "working_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a place reminds and climbs.

    `any_hour` is for grades that have a roster day and night (norms §3.6): whoever is on duty is reminded at
    once. All else waits for office hours. `at_due` false leaves out the reminder at the due time, not the one
    after it.
    """

    calendar: WorkingCalendar
    ladder: tuple[Rung, ...] = ()
    remind_after: Limit = NEXT_WORKING_DAY
    at_due: bool = True
    any_hour: bool = False

    def open_from(self, moment: datetime) -> datetime:
        """The first moment from `moment` on at which somebody may be reminded."""
        return moment if self.any_hour else self.calendar.next_working_moment(moment)

    def is_open(self, now: datetime) -> bool:
        return self.any_hour or self.calendar.next_working_moment(now) == now


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The clocks of one open undertaking; `respond_by` is None once somebody responded."""

    due_at: datetime | None
    respond_by: datetime | None = None
    remind_at: datetime | None = None
    rung: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is to be done now: reminders to give, rungs to climb, and when to look again (None: never)."""

    stages: tuple[Stage, ...] = ()
    rungs: tuple[int, ...] = ()
    next_at: datetime | None = None


def look(running: Running, pace: Pace, given: frozenset[Stage], now: datetime) -> Looked:
    """What the clock asks for at `now`, knowing which reminders about these due times were given.

    Of several reminders missed only the latest is given; one that a later one has overtaken is never given.
    Rungs are climbed one by one, none is left out: whoever stands on it must know. Outside office hours
    nothing is done and nothing is lost. Numbers of rungs start at 1.
    """
    moments = _stage_moments(running, pace, given)
    climbs = _rung_moments(running, pace)
    if not pace.is_open(now):
        return Looked(next_at=_first([*moments.values(), *climbs.values()]))
    stages = _ripe(moments, now)
    rungs = tuple(range(running.rung + 1, max((n for n, at in climbs.items() if at <= now), default=0) + 1))
    left = _stage_moments(running, pace, given | set(stages))
    waiting = [at for n, at in climbs.items() if n not in rungs]
    return Looked(stages=stages, rungs=rungs, next_at=_first([*left.values(), *waiting]))


def _stage_moments(running: Running, pace: Pace, given: frozenset[Stage]) -> dict[Stage, datetime]:
    """When each reminder that can still be given is ripe."""
    due_at = running.due_at
    over = {Stage.AT, Stage.AFTER} & given
    moments: dict[Stage, datetime] = {}
    if running.respond_by is not None and Stage.RESPONSE not in given and not over:
        moments[Stage.RESPONSE] = pace.open_from(running.respond_by)
    if due_at is None:
        return moments
    track = {
        Stage.BEFORE: running.remind_at,
        Stage.AT: due_at if pace.at_due else None,
        Stage.AFTER: due(due_at, pace.remind_after, pace.calendar).at,
    }
    overtaken = max((TRACK.index(stage) for stage in TRACK if stage in given), default=-1)
    for stage in TRACK[overtaken + 1 :]:
        at = track[stage]
        if at is not None:
            moments[stage] = pace.open_from(at)
    return moments


def _rung_moments(running: Running, pace: Pace) -> dict[int, datetime]:
    if running.due_at is None:
        return {}
    return {
        n: pace.open_from(running.due_at + rung.after)
        for n, rung in enumerate(pace.ladder, start=1)
        if n > running.rung
    }


def _ripe(moments: dict[Stage, datetime], now: datetime) -> tuple[Stage, ...]:
    """The reminder about the response, unless all time is over, and the latest about the due time."""
    ripe = [stage for stage, at in moments.items() if at <= now]
    last = [stage for stage in ripe if stage in TRACK][-1:]
    over = last and last[0] is not Stage.BEFORE
    return tuple(stage for stage in ripe if stage in last or (stage is Stage.RESPONSE and not over))


def _first(moments: list[datetime]) -> datetime | None:
    return min(moments, default=None)
