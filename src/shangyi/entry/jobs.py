"""The jobs that come round by the clock, and the loop that runs them."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from shangyi.entry.actions import claim_slot, finish_slot, forget_slots
from shangyi.entry.logs import request_id
from shangyi.entry.rules import due_slot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shangyi.deliberation.queries.votes import Memory
    from shangyi.entry.models import ScheduleSlot

log = logging.getLogger("shangyi.jobs")

TROUBLE_SECONDS = 5.0
"""How long a job waits after the database did not answer."""


LOOK_SECONDS = 60.0
"""At least this often a job looks whether another process died in the middle of a round."""


@dataclass(frozen=True)
class Job:
    """Something to do every so often.

    `run` gets the time and says how much it did; while that is more than nothing and `again` is set, it is
    called again at once. `at` shifts the slots, in UTC. After `lease` an unfinished round counts as dead.
    """

    name: str
    run: Callable[[datetime], int]
    every: timedelta
    at: timedelta = timedelta()
    lease: timedelta = timedelta(minutes=10)
    again: bool = False


def pulse(_now: datetime) -> int:
    """Nothing but the row that it leaves: /healthz sees by it that the worker lives."""
    return 0


def sweep(now: datetime) -> int:
    """What time does to undertakings: how many reminders went out and how many rungs were climbed."""
    from shangyi.concerns.actions.keeping import follow_raise
    from shangyi.undertakings.actions import sweep as sweep_undertakings

    swept = sweep_undertakings(now=now, on_raised=follow_raise)
    return swept.n_reminded + swept.n_raised


def pass_on_what_lapses(now: datetime) -> int:
    """What is held in roles that end today passes to others before midnight; how many undertakings."""
    from shangyi.concerns.actions.keeping import follow_hand_over
    from shangyi.undertakings.actions import pass_on_what_lapses as pass_on

    return pass_on(now=now, on_keeper_changed=follow_hand_over)


def carry_out_notices(now: datetime) -> int:
    """One batch of the outbox; answers that were delivered or given up are passed on to their concern."""
    from shangyi.concerns.actions.answer import notice_ended
    from shangyi.notices.actions import deliver
    from shangyi.notices.actions.gateways import gateways
    from shangyi.notices.queries import persistence_in_force

    persistence = persistence_in_force(timezone.localdate(now))
    return deliver(now=now, gateways=gateways(), persistence=persistence, on_ended=notice_ended).n


def ask_for_ratings(now: datetime) -> int:
    """Ask again for what nobody has rated in time, or record that nobody could be reached; how many matters."""
    from shangyi.concerns.actions.rate import ask_for_rating_again
    from shangyi.concerns.queries import ratings_overdue

    waiting = ratings_overdue(now)
    for concern_id in waiting:
        ask_for_rating_again(concern_id=concern_id, now=now)
    return len(waiting)


def mark_missed_gatherings(now: datetime) -> int:
    """Gatherings that nobody opened within half a day of their time did not take place; how many were marked."""
    from shangyi.forums.actions.planning import mark_missed

    return mark_missed(now=now)


def look_after_series(now: datetime) -> int:
    """Days of series that nobody planned are marked, and whoever keeps one is asked to plan what is due; how many."""
    from shangyi.forums.actions.series_by_clock import look_after_series as look_after

    return look_after(now=now)


def remind_of_gatherings(now: datetime) -> int:
    """A day before a gathering whoever is invited is reminded; of how many gatherings."""
    from shangyi.forums.actions.series_by_clock import remind_of_gatherings as remind

    return remind(now=now)


def ask_about_services(now: datetime) -> int:
    """Whoever may use a new service is asked to rate it before its day; about how many services."""
    from shangyi.forums.actions.rating_offerings import ask_about_services as ask

    return ask(now=now)


def move_ballots(now: datetime) -> int:
    """Ballots open and close at their announced time, and who is silent is reminded; how many moved."""
    from shangyi.decisions.actions.by_clock import move_ballots_by_clock

    return move_ballots_by_clock(now=now)


def close_topics(now: datetime) -> int:
    """Topics end at their announced time; how many did."""
    from shangyi.deliberation.actions.running import close_topics_by_clock

    return close_topics_by_clock(now=now)


def draw_maps(now: datetime, memory: Memory | None = None) -> int:
    """The opinion maps that are behind the votes are drawn anew; how many."""
    from shangyi.deliberation.actions.drawing import draw_due_maps

    return draw_due_maps(now=now, memory=memory)


class MapDrawer:
    """Draws the maps that are due and remembers the answers it has read: the worker has one."""

    def __init__(self) -> None:
        self._memory: Memory | None = None

    def __call__(self, now: datetime) -> int:
        from shangyi.deliberation.queries.votes import Memory

        self._memory = self._memory or Memory()
        return draw_maps(now, self._memory)


def move_budgets(now: datetime) -> int:
    """Voting over budgets ends and is counted at its announced time; how many moved."""
    from shangyi.decisions.actions.by_clock import move_budgets_by_clock

    return move_budgets_by_clock(now=now)


def remind_signers(now: datetime) -> int:
    """Whoever has not signed an agreement is reminded a day before its signing ends; how many were."""
    from shangyi.decisions.actions.by_clock import remind_signers as remind

    return remind(now=now)


def carry_on_imports(now: datetime) -> int:
    """Hotline imports whose process died go on where they stopped; how many were taken up."""
    from shangyi.concerns.api import carry_on_stalled

    return carry_on_stalled(now)


def clean_up(now: datetime) -> int:
    """Forget what only fills the disk: finished rounds and sign-in codes after a day, expired sessions, tasks after
    a month.
    """
    from django.core.management import call_command

    from shangyi.people.actions import forget_turns_and_codes

    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=30, verbosity=0)
    return forget_slots(before=now - timedelta(days=1)) + forget_turns_and_codes(now=now)


def check_invariants(now: datetime) -> int:
    """What must hold, over the whole database; how many do not. Each of those is an error in the log."""
    from shangyi.journeys.queries.invariants import check_everything

    broken = check_everything(now).broken
    for held in broken:
        facts = {"invariant": held.invariant.code, "n": held.n_offending, "first": list(held.first)}
        log.error("an invariant does not hold", extra={"facts": facts})
    return len(broken)


JOBS: list[Job] = [
    Job("pulse", pulse, every=timedelta(seconds=30), lease=timedelta(minutes=1)),
    Job("sweep undertakings", sweep, every=timedelta(minutes=1)),
    Job("pass on what lapses", pass_on_what_lapses, every=timedelta(minutes=30)),
    Job("mark missed gatherings", mark_missed_gatherings, every=timedelta(minutes=10)),
    Job("look after series", look_after_series, every=timedelta(hours=1)),
    Job("remind of gatherings", remind_of_gatherings, every=timedelta(minutes=10)),
    Job("ask about services", ask_about_services, every=timedelta(hours=1)),
    Job("move ballots", move_ballots, every=timedelta(minutes=1)),
    Job("close topics", close_topics, every=timedelta(minutes=1)),
    Job("draw opinion maps", MapDrawer(), every=timedelta(seconds=1)),
    Job("move budgets", move_budgets, every=timedelta(minutes=1)),
    Job("remind signers", remind_signers, every=timedelta(minutes=10)),
    Job("ask for ratings", ask_for_ratings, every=timedelta(minutes=1), again=True),
    Job("carry on imports", carry_on_imports, every=timedelta(minutes=1), lease=timedelta(minutes=30)),
    Job("carry out notices", carry_out_notices, every=timedelta(seconds=30), again=True),
    Job(
        "check invariants",
        check_invariants,
        every=timedelta(days=1),
        at=timedelta(hours=19),  # three in the morning there
        lease=timedelta(hours=1),
    ),
    Job("clean up", clean_up, every=timedelta(hours=6), lease=timedelta(hours=1)),
]
"""What `shangyi work` runs."""


class Loop:
    """Each job in its own thread, so that a slow gateway does not hold up the reminders."""

    def __init__(self, jobs: Sequence[Job], *, clock: Callable[[], datetime] = timezone.now) -> None:
        self.jobs = jobs
        self.clock = clock
        self.stopping = threading.Event()

    def run(self) -> None:
        """Until `stop` is called from elsewhere."""
        threads = [
            threading.Thread(target=self._rounds, args=(job,), name=job.name, daemon=True)
            for job in self.jobs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        self.stopping.set()

    def _rounds(self, job: Job) -> None:
        while not self.stopping.wait(self._look_at(job)):
            pass
        connection.close()

    def _look_at(self, job: Job) -> float:
        """Run the job if its time has come; the seconds until there is something to look at again."""
        close_old_connections()
        try:
            self.run_due(job)
        except DatabaseError:
            log.exception("the schedule cannot be read", extra={"facts": {"job": job.name}})
            connection.close()
            return TROUBLE_SECONDS
        now = self.clock()
        rest = due_slot(now, every=job.every, at=job.at) + job.every - now
        return min(rest.total_seconds(), LOOK_SECONDS)

    def run_due(self, job: Job) -> bool:
        """Run the job once if its slot is free; whether it ran."""
        now = self.clock()
        slot_at = due_slot(now, every=job.every, at=job.at)
        slot = claim_slot(job=job.name, slot_at=slot_at, now=now, lease=job.lease)
        if slot is None:
            return False
        mark = request_id.set(uuid4().hex)
        try:
            self._carry_out(job, slot)
        finally:
            request_id.reset(mark)
        return True

    def _carry_out(self, job: Job, slot: ScheduleSlot) -> None:
        error = ""
        try:
            done = self._work_off(job)
        except Exception as problem:
            error = f"{type(problem).__name__}: {problem}"
            log.exception("job failed", extra={"facts": {"job": job.name}})
            connection.close()
        else:
            log.log(
                logging.INFO if done else logging.DEBUG,
                "job done",
                extra={"facts": {"job": job.name, "n": done}},
            )
        finish_slot(slot=slot, now=self.clock(), error=error)

    def _work_off(self, job: Job) -> int:
        """While the job finds more to do, let it, for at most half of its lease."""
        until = self.clock() + job.lease / 2
        total = done = job.run(self.clock())
        while job.again and done and self.clock() < until and not self.stopping.is_set():
            done = job.run(self.clock())
            total += done
        return total
