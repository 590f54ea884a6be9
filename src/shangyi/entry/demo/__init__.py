"""The demo community: invented people, real actions, three simulated months that end now."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import override

from shangyi.entry.demo.agreements import agreements
from shangyi.entry.demo.background import background
from shangyi.entry.demo.ballots import ballots
from shangyi.entry.demo.cast import people_of
from shangyi.entry.demo.committee import committee
from shangyi.entry.demo.days import Course
from shangyi.entry.demo.many import topics_of_many
from shangyi.entry.demo.neighbours import neighbours_of
from shangyi.entry.demo.owners import owners
from shangyi.entry.demo.scenes import now_waiting
from shangyi.entry.demo.sittings import sittings
from shangyi.entry.demo.stories import Bag
from shangyi.entry.demo.talking import topics
from shangyi.entry.demo.texts import read_matters
from shangyi.entry.demo.town import settle
from shangyi.entry.demo.wishes import wishes
from shangyi.entry.demo.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = timedelta(days=92)
CONCERNS = 300
SEED = 20260406


def build(
    *,
    progress: Callable[[str], None],
    now: datetime,
    n: int = CONCERNS,
    seed: int = SEED,
) -> World:
    """Make the demo community in an empty database by what its pages use, so that it is as true as they are.

    Ends at `now`: some things are due in an hour, some are late by days. The same seed and the same hour give the
    same community; only receipts of the ledger differ by their salts. A small `n` leaves out the background, never
    what the eight people find waiting.
    """
    with override("zh-hans"), fast_file():
        progress("places, units and people")
        began = now - MONTHS
        world = World(rng=Random(seed), matters=read_matters())
        settle(world, at=began - timedelta(days=20))
        people_of(world, at=began - timedelta(days=18))
        world.neighbours = neighbours_of(world, seed, at=began - timedelta(days=17))
        course = Course(world, began=began)
        bag = Bag(world)
        scenes = list(now_waiting(world, bag, now))
        for story in [
            *scenes,
            *sittings(world, now),
            *ballots(world, now),
            *owners(world, now),
            *agreements(world, now),
            *wishes(world, now),
            *committee(world, now),
            *topics(world, now, seed),
            *topics_of_many(world, now, seed),
            *background(world, bag, began, now, n - len(scenes)),
        ]:
            course.add(story)
        course.run(until=now, progress=progress)
    return world


@contextmanager
def fast_file() -> Iterator[None]:
    """While the file is not anybody's yet it need not survive a power cut: SQLite does not wait for the disk."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")
