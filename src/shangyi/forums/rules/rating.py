"""How a gathering is rated: who may until when, which marks count, and what is shown of them. No floats."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.kernel.money import split
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shangyi.forums.rules.practice import Word

MARKS = (5, 4, 3, 2, 1)
"""The best first, as every page shows them."""
RATE_WITHIN = timedelta(days=7)
LONGEST_WORDS = 300
AVERAGE_FROM = 5
"""Of fewer ratings no average is made: the counts say it."""
SHOWN_FROM = 3
"""Outside of the desk nothing is shown of fewer people than that, so that a mark gives nobody away."""


class Side(StrEnum):
    ROOM = "room"  # whoever was there
    HOST = "host"  # whoever held it
    USED = "used"  # residents, of a service that was offered there


def check_time(ended_at: datetime | None, now: datetime) -> None:
    """It is rated from its end on, for seven days. Refused: rating.not-over, rating.closed (until)."""
    if ended_at is None:
        raise Refused("rating.not-over")
    until = ended_at + RATE_WITHIN
    if now > until:
        raise Refused("rating.closed", until=until.isoformat())


def is_time(ended_at: datetime | None, now: datetime) -> bool:
    """Whether it may be rated now."""
    return ended_at is not None and now <= ended_at + RATE_WITHIN


ASK_BEFORE = timedelta(days=14)
"""So long before its day residents are asked to rate a new service."""
RATED_AFTER = timedelta(days=30)
"""So long after its day a new service may still be rated."""


def check_service_time(starts_on: date, rate_by: date, today: date) -> None:
    """A service is rated once it runs. Refused: service.not-begun (on), service.rating-closed (until)."""
    if today < starts_on:
        raise Refused("service.not-begun", on=starts_on.isoformat())
    if today > rate_by + RATED_AFTER:
        raise Refused("service.rating-closed", until=(rate_by + RATED_AFTER).isoformat())


def is_service_time(starts_on: date, rate_by: date, today: date) -> bool:
    """Whether a service may be rated today."""
    return starts_on <= today <= rate_by + RATED_AFTER


def asks_to_rate(starts_on: date, rate_by: date, today: date) -> bool:
    """Whether residents are to be asked by today: some time before its day, and never before it runs."""
    return is_service_time(starts_on, rate_by, today) and today >= rate_by - ASK_BEFORE


def check_marks(given: Mapping[str, str], axes: Iterable[Word]) -> dict[str, int]:
    """The marks by axis; an axis may be left out, but not all of them.

    Refused: rating.no-axes, rating.axis-unknown, rating.mark-unknown, rating.marks-needed.
    """
    codes = [each.code for each in axes]
    if not codes:
        raise Refused("rating.no-axes")
    marks: dict[str, int] = {}
    for code, said in given.items():
        if code not in codes:
            raise Refused("rating.axis-unknown", axis=code[:40])
        if not said:
            continue
        if said not in {str(mark) for mark in MARKS}:
            raise Refused("rating.mark-unknown", mark=said[:10])
        marks[code] = int(said)
    if not marks:
        raise Refused("rating.marks-needed")
    return marks


def check_words(text: str) -> str:
    """The sentence to keep, on one line. Refused: rating.words-too-long (longest, length)."""
    kept = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(kept) > LONGEST_WORDS:
        raise Refused("rating.words-too-long", longest=LONGEST_WORDS, length=len(kept))
    return kept


@dataclass(frozen=True, slots=True)
class AxisTally:
    """One axis: how many gave each mark, the best first, and their share in whole percent that sum to 100.

    `tenths` is the average in tenths, rounded half up; None below `AVERAGE_FROM`.
    """

    axis: Word
    counts: tuple[int, ...]
    percents: tuple[int, ...]
    tenths: int | None

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def average(self) -> str:
        """As it is said: 4.2; empty where there are too few."""
        return "" if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}"


def tally(axis: Word, counts: Mapping[int, int]) -> AxisTally:
    """Counts, shares and average of one axis."""
    row = tuple(counts.get(mark, 0) for mark in MARKS)
    n = sum(row)
    total = sum(mark * many for mark, many in zip(MARKS, row, strict=True))
    tenths = (20 * total + n) // (2 * n) if n >= AVERAGE_FROM else None
    return AxisTally(axis, row, tuple(split(100, row)) if n else (0,) * len(MARKS), tenths)


def tallies(axes: Iterable[Word], given: Iterable[tuple[str, int, int]]) -> tuple[AxisTally, ...]:
    """Every axis of the practice in its order, from rows of (axis, mark, how many)."""
    counted: Counter[tuple[str, int]] = Counter()
    for code, mark, many in given:
        counted[code, mark] += many
    return tuple(tally(axis, {mark: counted[axis.code, mark] for mark in MARKS}) for axis in axes)
