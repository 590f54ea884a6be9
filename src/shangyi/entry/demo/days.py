"""The days of the demo: stories that go on when their time comes, and what the clock does every hour."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from shangyi.concerns.actions.rate import ask_for_rating_again
from shangyi.concerns.models import Concern
from shangyi.concerns.rules.life import State
from shangyi.entry import jobs

if TYPE_CHECKING:
    from shangyi.entry.demo.world import World

Story = Generator[datetime, datetime, None]
"""Yields when it goes on; is sent the time it is then."""

HOUR = timedelta(hours=1)
EARLY, LATE, NIGHT = 7, 21, timedelta(hours=5)


@dataclass(slots=True)
class Course:
    """What will happen when: the earliest first."""

    world: World
    began: datetime
    waiting: list[tuple[datetime, int, Story]] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def add(self, story: Story) -> None:
        """Let a story begin at the time it names first."""
        self._push(next(story), story)

    def _push(self, at: datetime, story: Story) -> None:
        heapq.heappush(self.waiting, (at, next(self.numbers), story))

    def run(self, *, until: datetime, progress: Callable[[str], None]) -> None:
        """Let everything happen up to `until`; what would come later has not happened yet, as in life."""
        self.add(self._every_hour(progress))
        while self.waiting and self.waiting[0][0] <= until:
            at, _, story = heapq.heappop(self.waiting)
            try:
                self._push(story.send(at), story)
            except StopIteration:
                continue
        jobs.sweep(until)
        twice_a_day(until)

    def _every_hour(self, progress: Callable[[str], None]) -> Story:
        """Reminders and the ladder at each full hour of the day; the rest morning and evening, and at the end."""
        now = yield self.began
        month = 0
        while True:
            local = self.world.calendar.local(now)
            jobs.sweep(now)
            if local.hour in (9, 17):
                twice_a_day(now)
            if local.month != month:
                month = local.month
                progress(f"{local:%Y-%m}: {Concern.objects.count()} concerns so far")
            now = yield now + (HOUR if EARLY <= local.hour < LATE else NIGHT)


def twice_a_day(now: datetime) -> None:
    """Ratings that nobody gave are asked for again, and the outbox is carried out."""
    over = Concern.objects.filter(state=State.RATING, due_at__lte=now)
    for concern_id in over.values_list("pk", flat=True):
        ask_for_rating_again(concern_id=concern_id, now=now)
    jobs.look_after_series(now)
    jobs.ask_about_services(now)
    jobs.carry_out_notices(now)
